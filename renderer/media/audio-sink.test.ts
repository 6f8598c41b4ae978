import { describe, expect, it } from "vitest";
import { FakeAudioElement } from "../../test/support/fake-audio-element.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { FakeStream } from "../../test/support/fake-media.ts";
import { AudioSink } from "./audio-sink.ts";

function sinkWith(...speakers: string[]) {
  const elements: FakeAudioElement[] = [];
  const sink = new AudioSink(() => {
    const element = new FakeAudioElement(speakers);
    elements.push(element);
    return element.asElement;
  });
  return { sink, elements };
}
const alice = () => ({ msid: "alice", media: new FakeStream([]).asStream });

describe("AudioSink", () => {
  it("plays each stream in a hidden element of its own, and removes it at the end", () => {
    const { sink, elements } = sinkWith();
    const stream = alice();
    const playback = sink.play(stream);
    expect(elements).toHaveLength(1);
    expect(elements[0]).toMatchObject({ hidden: true, autoplay: true, srcObject: stream.media });
    expect(elements[0]!.dataset).toEqual({ remoteAudio: "alice" });
    playback.setMuted(true);
    expect(elements[0]!.muted).toBe(true);
    playback.stop();
    expect(elements[0]).toMatchObject({ srcObject: null, removed: true });
  });

  it("plays on the chosen speaker, what sounds already and what comes", async () => {
    const { sink, elements } = sinkWith("desk");
    sink.play(alice());
    await sink.setSpeaker("desk");
    sink.play(alice());
    await settle();
    expect(elements.map(({ sinkId }) => sinkId)).toEqual(["desk", "desk"]);
  });

  it("falls back to the default when the speaker is gone", async () => {
    const { sink, elements } = sinkWith("desk");
    sink.play(alice());
    await sink.setSpeaker("desk");
    await sink.setSpeaker("unplugged");
    expect(elements[0]!.sinkId).toBe("");
  });

  it("returns to the default when told to follow the system", async () => {
    const { sink, elements } = sinkWith("desk");
    sink.play(alice());
    await sink.setSpeaker("desk");
    await sink.setSpeaker(null);
    expect(elements[0]!.sinkId).toBe("");
  });
});
