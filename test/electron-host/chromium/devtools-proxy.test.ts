import { describe, expect, it } from "vitest";
import { createFilter } from "./devtools-proxy.ts";

const attached = (targetId: string, sessionId: string): string =>
  JSON.stringify({ method: "Target.attachedToTarget", params: { sessionId, targetInfo: { targetId } } });

describe("filter of the DevTools proxy", () => {
  it("hides the opener and everything of its sessions", () => {
    const isHidden = createFilter("OPENER");
    expect(isHidden(attached("OPENER", "S1"))).toBe(true);
    expect(isHidden('{"method":"Page.loadEventFired","params":{},"sessionId":"S1"}')).toBe(true);
    expect(isHidden('{"method":"Target.targetDestroyed","params":{"targetId":"OPENER"}}')).toBe(true);
  });

  it("lets the app's windows through, although they name the opener", () => {
    const isHidden = createFilter("OPENER");
    const info = { targetId: "WINDOW", openerId: "OPENER" };
    const text = JSON.stringify({
      method: "Target.attachedToTarget",
      params: { sessionId: "S2", targetInfo: info },
    });
    expect(isHidden(text)).toBe(false);
    expect(isHidden('{"id":1,"result":{},"sessionId":"S2"}')).toBe(false);
  });
});
