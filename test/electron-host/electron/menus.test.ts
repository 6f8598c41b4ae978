import { describe, expect, it } from "vitest";
import { Menu, MenuItem, setRoleAction } from "./menus.ts";

describe("menus", () => {
  const clicked: string[] = [];
  const click = (item: { id: string }): void => void clicked.push(item.id);
  const menu = Menu.buildFromTemplate([
    { id: "answer", label: "Answer", click },
    { id: "gone", label: "Gone", enabled: false, click },
    { id: "dnd", label: "Do not disturb", type: "checkbox", click },
    { type: "separator" },
    { id: "one", type: "radio", checked: true, click },
    { id: "two", type: "radio", click },
    { label: "Recents", submenu: [{ id: "recent", label: "Bob", click }] },
    { id: "quit", role: "quit" },
  ]);
  const item = (id: string): MenuItem => menu.getMenuItemById(id)!;

  it("find items of submenus, and click only what is enabled", () => {
    for (const id of ["recent", "answer", "gone"]) item(id).click();
    expect(clicked).toEqual(["recent", "answer"]);
    expect(menu.getMenuItemById("nothing")).toBeNull();
  });

  it("check a box on a click, and one radio item of a group", () => {
    item("dnd").click();
    item("two").click();
    expect([item("dnd").checked, item("one").checked, item("two").checked]).toEqual([true, false, true]);
  });

  it("do what an item's role says", () => {
    const roles: string[] = [];
    setRoleAction((role) => roles.push(role));
    item("quit").click();
    expect(roles).toEqual(["quit"]);
  });

  it("open and close", () => {
    const seen: string[] = [];
    menu.on("menu-will-show", () => seen.push("shown"));
    menu.popup({ callback: () => seen.push("closed") });
    menu.closePopup();
    menu.closePopup();
    expect(seen).toEqual(["shown", "closed"]);
  });

  it("refuse an accelerator that Electron would refuse", () => {
    expect(() => new MenuItem({ label: "Bad", accelerator: "Ctrl+Nonsense" })).toThrow(TypeError);
  });
});
