import { describe, expect, it } from "vitest";
import { isPermitted, type PermissionQuestion } from "./permissions.ts";

const microphone: PermissionQuestion = {
  permission: "media",
  origin: "app://deskline/",
  isMainFrame: true,
  mediaTypes: ["audio"],
};

describe("isPermitted", () => {
  it("lets our page use microphone and camera, choose a loudspeaker, copy text, and ask for a capture", () => {
    expect(isPermitted(microphone)).toBe(true);
    expect(isPermitted({ ...microphone, mediaTypes: ["video"] })).toBe(true);
    expect(isPermitted({ ...microphone, permission: "display-capture", mediaTypes: [] })).toBe(true);
    expect(isPermitted({ ...microphone, permission: "speaker-selection", mediaTypes: [] })).toBe(true);
    const copying = { ...microphone, permission: "clipboard-sanitized-write", mediaTypes: [] };
    expect(isPermitted(copying)).toBe(true);
  });

  it.each([
    ["media of another kind", { mediaTypes: ["audio", "midi"] }],
    ["media of no kind", { mediaTypes: [] }],
    ["another origin", { origin: "https://example.com/" }],
    ["an origin that begins like ours", { origin: "app://deskline.example/" }],
    ["a frame in our page", { isMainFrame: false }],
    ["notifications", { permission: "notifications" }],
    ["geolocation", { permission: "geolocation" }],
    ["the clipboard", { permission: "clipboard-read" }],
    ["usb", { permission: "usb" }],
    ["something that a later Electron adds", { permission: "telepathy" }],
  ])("refuses %s", (_name, change) => {
    expect(isPermitted({ ...microphone, ...change })).toBe(false);
  });
});
