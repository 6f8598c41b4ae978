import { describe, expect, it } from "vitest";
import { KeptLog } from "../../test/support/kept-log.ts";
import { accelerators, GlobalShortcuts } from "./global-shortcuts.ts";

function desk(taken: readonly string[] = []) {
  const registered = new Map<string, () => void>();
  const done: string[] = [];
  const shortcuts = new GlobalShortcuts(
    {
      register: (accelerator, action) => {
        if (taken.includes(accelerator)) return false;
        registered.set(accelerator, action);
        return true;
      },
      unregister: (accelerator) => void registered.delete(accelerator),
    },
    { accept: () => done.push("accept"), hangUp: () => done.push("hang up"), mute: () => done.push("mute") },
    new KeptLog(),
  );
  return { shortcuts, registered, done };
}

describe("GlobalShortcuts", () => {
  it("takes its keys when they are wanted, and gives them back", () => {
    const { shortcuts, registered, done } = desk();
    expect(shortcuts.update(true)).toBe(true);
    expect(shortcuts.update(true)).toBe(false);
    expect(shortcuts.state).toBe("on");
    for (const accelerator of Object.values(accelerators)) registered.get(accelerator)?.();
    expect(done).toEqual(["accept", "hang up", "mute"]);
    expect(shortcuts.update(false)).toBe(true);
    expect([...registered.keys()]).toEqual([]);
  });

  it("says that another program holds one, and works with the others", () => {
    const { shortcuts, registered } = desk([accelerators.mute]);
    shortcuts.update(true);
    expect(shortcuts.state).toBe("taken");
    expect([...registered.keys()]).toEqual([accelerators.accept, accelerators.hangUp]);
    shortcuts.release();
    expect([...registered.keys()]).toEqual([]);
  });
});
