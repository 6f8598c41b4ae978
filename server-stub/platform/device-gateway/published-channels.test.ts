import { describe, expect, it } from "vitest";
import { readPublishedChannels } from "./published-channels.ts";

const chat = { label: "chat", streamId: 2, stream: "c1" };
const read = (...channels: { label: string; streamId: number; stream?: string }[]) =>
  readPublishedChannels({
    mediaStreams: { c1: {}, c2: { alias: "files" } },
    dataChannels: Object.fromEntries(channels.map((channel, at) => [String(at), channel])),
  });

describe("published channels", () => {
  it("are those with a stream; the vendor's two are not", () => {
    const own = [
      { label: "__heartbeat__", streamId: 0 },
      { label: "__diagnostics__", streamId: 1 },
    ];
    expect(read(...own)).toEqual({ ok: true, value: [] });
    const files = { label: "files", streamId: 1_023, stream: "c2" };
    expect(read(...own, chat, files)).toEqual({ ok: true, value: [chat, files] });
  });

  it.each([
    ["a stream that is not announced", [{ ...chat, stream: "toString" }]],
    ["two channels for one stream", [chat, { ...chat, streamId: 3 }]],
    ["an id used twice", [chat, { ...chat, stream: "c2" }]],
    ["the heartbeat's id", [{ ...chat, streamId: 0 }]],
    ["the diagnostics' id", [{ ...chat, streamId: 1 }]],
    ["an id that Chromium does not open", [{ ...chat, streamId: 1_024 }]],
    ["no label", [{ ...chat, label: "" }]],
    ["a long label", [{ ...chat, label: "x".repeat(65) }]],
    ["a label that clients would misread", [{ ...chat, label: "~1" }]],
  ])("are refused with %s", (_title, channels) => {
    expect(read(...channels).ok).toBe(false);
  });

  it("are at most sixteen", () => {
    const many = (count: number) => {
      const streams = Array.from({ length: count }, (_, at) => `s${at}`);
      return readPublishedChannels({
        mediaStreams: Object.fromEntries(streams.map((stream) => [stream, {}])),
        dataChannels: Object.fromEntries(
          streams.map((stream, at) => [stream, { label: stream, streamId: at + 2, stream }]),
        ),
      });
    };
    expect(many(16).ok).toBe(true);
    expect(many(17)).toEqual({ ok: false, error: "more than 16 channels" });
  });
});
