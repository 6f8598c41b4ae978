import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { GuardedEmitter } from "./electron/guarded-emitter.ts";
import { guarded } from "./not-in-host.ts";

class Dock extends GuardedEmitter {
  #bounces = 0;

  constructor() {
    super("dock");
  }

  bounce(): number {
    return ++this.#bounces;
  }
}

describe("guarded objects", () => {
  it("name the member that is missing", () => {
    const dock = guarded("dock", { bounce: () => 1 }) as Record<string, unknown>;
    expect(() => dock.hide).toThrow("electron-host: dock.hide is not in this host");
  });

  it("give what they have, undefined values included", () => {
    const app = guarded("app", { dock: undefined, quit: () => "bye" });
    expect(app.dock).toBeUndefined();
    expect(app.quit()).toBe("bye");
  });

  it("can be awaited, inspected and turned into JSON", async () => {
    const app = guarded("app", { version: 1 });
    expect(await Promise.resolve(app)).toBe(app);
    expect(inspect(app)).toContain("version");
    expect(JSON.stringify(app)).toBe('{"version":1}');
  });

  it("keep private state and events when their class is derived from an emitter", () => {
    const dock = new Dock();
    const heard: string[] = [];
    dock.on("bounced", (how: string) => heard.push(how));
    dock.emit("bounced", "high");
    expect(dock.bounce()).toBe(1);
    expect(heard).toEqual(["high"]);
    expect(() => (dock as unknown as Record<string, unknown>).setBadge).toThrow("dock.setBadge is not in");
  });
});
