import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { codecs, extensionUris } from "./codecs.ts";
import { Loudness } from "./loudness.ts";
import { PublishedTrack } from "./published-track.ts";
import { SpeakerOrder } from "./speaker-order.ts";
import { TrackSpeakerWatch } from "./speaker-watch.ts";

const opus = codecs.find(({ id }) => id === "opus")!;

describe("loudness", () => {
  it("follows speech within half a second, passes over a click, and fades when nothing comes", () => {
    const loudness = new Loudness();
    for (let ms = 0; ms < 1_000; ms += 20) loudness.add(127, ms);
    loudness.add(10, 1_000);
    expect(loudness.at(1_000)).toBeLessThan(20);
    for (let ms = 1_020; ms < 2_000; ms += 20) loudness.add(30, ms);
    expect(loudness.at(2_000)).toBeGreaterThan(90);
    expect(loudness.at(2_050)).toBeGreaterThan(90);
    expect(loudness.at(4_000)).toBeLessThan(1);
  });
});

describe("speaker order", () => {
  function room(...ids: string[]) {
    const speakers = new SpeakerOrder();
    speakers.keep(new Set(ids));
    const heard = (levels: Record<string, number>, reviews = 1): string => {
      for (let at = 0; at < reviews; at++) speakers.review((id) => levels[id] ?? 0);
      return speakers.order.join(" ");
    };
    return { speakers, heard };
  }

  it("puts whoever speaks first, at once when nobody else does", () => {
    const { heard } = room("alice", "bob", "carol");
    expect(heard({ carol: 90 })).toBe("carol alice bob");
    expect(heard({ bob: 90 })).toBe("bob carol alice");
    expect(heard({})).toBe("bob carol alice");
    expect(heard({ alice: 60 })).toBe("bob carol alice");
  });

  it("keeps the first against others who are hardly louder, or louder only for a moment", () => {
    const { heard } = room("alice", "bob");
    expect(heard({ alice: 90, bob: 95 }, 10)).toBe("alice bob");
    expect(heard({ alice: 85, bob: 100 }, 2)).toBe("alice bob");
    expect(heard({ alice: 100, bob: 85 })).toBe("alice bob");
    expect(heard({ alice: 85, bob: 100 }, 2)).toBe("alice bob");
    expect(heard({ alice: 85, bob: 100 }, 1)).toBe("bob alice");
  });

  it("puts others who speak before those who do not", () => {
    const { heard } = room("alice", "bob", "carol", "dave");
    expect(heard({ alice: 95, dave: 90 })).toBe("alice dave bob carol");
    expect(heard({ alice: 95, carol: 90, dave: 90 })).toBe("alice dave carol bob");
  });

  it("adds those who come at the end, and drops those who leave", () => {
    const { speakers } = room("alice", "bob");
    expect(speakers.keep(new Set(["carol", "bob"]))).toBe(true);
    expect(speakers.order).toEqual(["bob", "carol"]);
    expect(speakers.keep(new Set(["bob", "carol"]))).toBe(false);
  });
});

describe("speaker watch", () => {
  it("tells of each new order of the audio tracks that it watches, until it is closed", () => {
    const clock = new FakeClock();
    const [alice, bob] = ["a", "b"].map((msid) => new PublishedTrack("audio", msid, msid)) as [
      PublishedTrack,
      PublishedTrack,
    ];
    const names = new Map([
      [alice.id, "alice"],
      [bob.id, "bob"],
    ]);
    const told: string[] = [];
    let closed = 0;
    const watch = new TrackSpeakerWatch(
      clock,
      (order) => told.push(order.map((id) => names.get(id)).join(" ")),
      () => (closed += 1),
    );
    const speak = (track: PublishedTrack, level: number): void => {
      for (let packet = 0; packet < 50; packet++) {
        const header = { marker: false, payloadType: 111, sequence: packet, timestamp: 0, ssrc: 1 };
        const extensions = [{ uri: extensionUris.audioLevel, data: Buffer.of(0x80 | level) }];
        const fields = { ...header, headerBytes: 12, padded: false };
        const media = { header: fields, codec: opus, payload: Buffer.alloc(1), frame: undefined, extensions };
        track.receive(media, track.encoding, clock.now());
        clock.advance(20);
      }
    };
    watch.watch([new PublishedTrack("video", "v", "v"), alice, bob]);
    expect(told).toEqual(["alice bob"]);
    speak(bob, 20);
    expect(told).toEqual(["alice bob", "bob alice"]);
    speak(alice, 20);
    expect(told).toEqual(["alice bob", "bob alice", "alice bob"]);
    watch.close();
    speak(bob, 20);
    expect([told.length, closed]).toEqual([3, 1]);
  });
});
