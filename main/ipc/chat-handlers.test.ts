import { describe, expect, it } from "vitest";
import type { ChatService } from "../chat/chat-service.ts";
import { chatHandlers } from "./chat-handlers.ts";

describe("chat.link", () => {
  function handlers() {
    const opened: string[] = [];
    const openExternal = (url: string): Promise<void> => {
      opened.push(url);
      return Promise.resolve();
    };
    // Links need nothing of the chat itself.
    return { opened, ...chatHandlers({ chat: {} as ChatService, openExternal }) };
  }

  it("opens a plain https link", async () => {
    const { opened, "chat.link": open } = handlers();
    expect(await open({ url: "https://example.com/a?b=1#c" })).toEqual({ ok: true, value: null });
    expect(opened).toEqual(["https://example.com/a?b=1#c"]);
  });

  it.each([
    "http://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https:example.com",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://good.example\\@evil.example/",
    "https://example.com/ --flag",
    "https://example.com/\nfile:///etc/passwd",
    "ms-msdt:/id",
    "smb://server/share",
    " https://example.com/",
    "https://",
    "",
  ])("does not open %j", async (url) => {
    const { opened, "chat.link": open } = handlers();
    expect(await open({ url })).toMatchObject({ ok: false, error: { code: "request-invalid" } });
    expect(opened).toEqual([]);
  });
});
