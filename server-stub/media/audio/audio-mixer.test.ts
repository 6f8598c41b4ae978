import { beforeAll, describe, expect, it } from "vitest";
import { loadLibopus } from "libopus-wasm";
import { FakeClock, settle } from "../../../test/support/fake-clock.ts";
import { codecs } from "../codecs.ts";
import { PublishedTrack } from "../published-track.ts";
import type { MediaPacket } from "../retransmission-buffer.ts";
import { AudioMixer } from "./audio-mixer.ts";
import { audioLevel, frameSamples, mix, sampleRate } from "./frames.ts";
import { MixingLeg } from "./mixing-leg.ts";
import { SpeechTrack } from "./speech-track.ts";

beforeAll(() => loadLibopus());

const codec = (id: string) => codecs.find((one) => one.id === id)!;
const header = (sequence: number, timestamp: number, ssrc: number) => ({
  marker: false,
  payloadType: 0,
  sequence,
  timestamp,
  ssrc,
  headerBytes: 12,
  padded: false,
});
const constant = (value: number) => new Int16Array(frameSamples).fill(value);
/** One frame of a tone; `at` counts frames. */
const tone = (hz: number, at: number): Int16Array =>
  Int16Array.from({ length: frameSamples }, (_, sample) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * hz * (at * frameSamples + sample)) / sampleRate)),
  );
/** Harmonics of a pitch that wavers, as a voice has. */
const vowel = (at: number): Int16Array =>
  Int16Array.from({ length: frameSamples }, (_, sample) => {
    const seconds = (at * frameSamples + sample) / sampleRate;
    const phase = 2 * Math.PI * 120 * seconds - 1.6 * Math.cos(4 * Math.PI * seconds);
    let sum = 0;
    for (let harmonic = 1; harmonic < 20; harmonic++) sum += Math.sin(phase * harmonic) / harmonic;
    return Math.round(3_000 * sum * (0.6 + 0.4 * Math.sin(8 * Math.PI * seconds)));
  });
/** How much of a tone is in some samples: 1 when they are nothing else (Goertzel, against the whole power). */
function share(hz: number, samples: Int16Array): number {
  let [real, imaginary, power] = [0, 0, 0];
  samples.forEach((sample, at) => {
    real += sample * Math.cos((2 * Math.PI * hz * at) / sampleRate);
    imaginary += sample * Math.sin((2 * Math.PI * hz * at) / sampleRate);
    power += sample * sample;
  });
  return power === 0 ? 0 : (2 * (real * real + imaginary * imaginary)) / (power * samples.length);
}

/** A publisher of PCMU that says one byte all the time. */
class Talker {
  readonly track = new PublishedTrack("audio", "talk", "cname");
  #sequence = 0;

  constructor(private readonly ssrc: number) {}

  say(byte: number): void {
    this.#put({ codec: codec("pcmu"), payload: Buffer.alloc(frameSamples, byte) });
  }

  press(event: number): void {
    this.#put({ codec: codec("telephone-event-8000"), payload: Buffer.from([event, 0x8a, 3, 0x20]) });
  }

  #put(content: Pick<MediaPacket, "codec" | "payload">): void {
    const { track, ssrc } = this;
    this.#sequence += 1;
    const packet = {
      ...content,
      header: header(this.#sequence, this.#sequence * 160, ssrc),
      frame: undefined,
      extensions: [],
    };
    track.receive(packet, track.encoding, 0);
  }
}
/** mu-law of the smallest and the largest positive step, and what they decode to. */
const loud = { byte: 0x80, value: 32_124 };
const soft = { byte: 0xef, value: 132 };

function desk() {
  const clock = new FakeClock();
  const mixer = new AudioMixer(clock);
  const leg = async () => {
    const speech = await SpeechTrack.create("phone", () => clock.now());
    const heard: Int16Array[] = [];
    const keys: string[] = [];
    return { leg: new MixingLeg(mixer, speech, () => undefined), speech, heard, keys };
  };
  return { clock, mixer, leg };
}

describe("mixing leg", () => {
  it("hears the sum of what it is given, without itself, a frame each 20 ms, cut off at 16 bits", async () => {
    const { clock, leg } = desk();
    const [alice, bob, carol] = [new Talker(1), new Talker(2), new Talker(3)];
    const { leg: phone, heard } = await leg();
    phone.onFrame((frame) => heard.push(frame.slice()));
    phone.hear([alice.track, bob.track, carol.track, phone.producer]);
    await settle();
    for (let at = 0; at < 5; at++) {
      alice.say(soft.byte);
      bob.say(soft.byte);
      carol.say(at < 3 ? soft.byte : loud.byte);
      phone.write(tone(440, at));
      clock.advance(20);
    }
    expect(heard).toHaveLength(5);
    expect(heard[2]).toEqual(constant(3 * soft.value));
    alice.say(loud.byte);
    clock.advance(20);
    alice.say(loud.byte);
    clock.advance(20);
    expect(heard.at(-1)).toEqual(constant(32_767));
  });

  it("hears silence where nobody speaks, and runs only while somebody listens", async () => {
    const { clock, leg } = desk();
    const alice = new Talker(1);
    const { leg: phone, heard } = await leg();
    phone.hear([alice.track]);
    expect([clock.running, alice.track.hasSinks]).toEqual([0, false]);
    const stop = phone.onFrame((frame) => heard.push(frame.slice()));
    clock.advance(1_000);
    expect(heard).toHaveLength(50);
    expect(heard.at(-1)).toEqual(constant(0));
    stop();
    expect([clock.running, alice.track.hasSinks]).toEqual([0, false]);
    phone.onDigit(() => undefined);
    expect(alice.track.hasSinks).toBe(true);
    phone.close();
    expect([clock.running, alice.track.hasSinks]).toEqual([0, false]);
  });

  it("hears another from the next frame on when it is told to", async () => {
    const { clock, leg } = desk();
    const [alice, bob] = [new Talker(1), new Talker(2)];
    const { leg: phone, heard } = await leg();
    phone.onFrame((frame) => heard.push(frame.slice()));
    const second = await leg();
    second.leg.onFrame((frame) => second.heard.push(frame.slice()));
    phone.hear([alice.track]);
    second.leg.hear([alice.track, bob.track]);
    const both = (): void => {
      alice.say(soft.byte);
      bob.say(loud.byte);
      clock.advance(20);
    };
    for (let at = 0; at < 4; at++) both();
    expect([heard.at(-1)?.[0], second.heard.at(-1)?.[0]]).toEqual([soft.value, soft.value + loud.value]);
    phone.hear([bob.track]);
    second.leg.hear([]);
    both();
    expect([heard.at(-1)?.[0], second.heard.at(-1)?.[0]]).toEqual([loud.value, 0]);
    expect(alice.track.hasSinks).toBe(false);
  });

  it("reports keys of those that it hears, and only those", async () => {
    const { clock, leg } = desk();
    const [alice, bob] = [new Talker(1), new Talker(2)];
    const { leg: phone, keys } = await leg();
    phone.onDigit((digit, durationMs) => keys.push(`${digit} ${durationMs}`));
    phone.hear([alice.track]);
    alice.press(11);
    bob.press(3);
    clock.advance(20);
    expect(keys).toEqual(["# 100"]);
  });

  /** What one leg hears of another that says this, when every so manieth packet is lost on the way. */
  async function heardOf(
    say: (at: number) => Int16Array,
    { loseEvery = Infinity, redundant = false } = {},
  ): Promise<Int16Array> {
    const { clock, leg } = desk();
    const [one, other] = [await leg(), await leg()];
    let sent = 0;
    const relay = new PublishedTrack("audio", "relay", "cname");
    one.speech.track.addSink({
      forward: (packet) => {
        if ((sent += 1) % loseEvery === 0) return;
        // Without a repetition it is the payload type of Opus and the payload (RFC 2198).
        const payload = Buffer.concat([Buffer.of(111), packet.payload]);
        const wrapped = redundant ? { ...packet, codec: codec("red-opus"), payload } : packet;
        relay.receive(wrapped, relay.encoding, clock.now());
      },
      senderReport: () => undefined,
    });
    other.leg.onFrame((frame) => other.heard.push(frame.slice()));
    other.leg.hear([relay]);
    await settle();
    for (let at = 0; at < 100; at++) {
      one.leg.write(say(at));
      clock.advance(20);
    }
    return Int16Array.from(other.heard.slice(50).flatMap((frame) => [...frame]));
  }

  it("publishes Opus that another leg hears", async () => {
    const second = await heardOf((at) => tone(440, at));
    expect(second).toHaveLength(8_000);
    expect(share(440, second)).toBeGreaterThan(0.97);
  });

  it("hears redundant audio like any other", async () => {
    const second = await heardOf((at) => tone(440, at), { redundant: true });
    expect(share(440, second)).toBeGreaterThan(0.97);
  });

  it("repairs a lost tenth of speech from the packets behind", async () => {
    const [clean, repaired] = [await heardOf(vowel), await heardOf(vowel, { loseEvery: 10 })];
    const [power, error] = clean.reduce(
      ([all, wrong], sample, at) => [all + sample ** 2, wrong + (sample - repaired[at]!) ** 2],
      [0, 0],
    );
    // 17 dB. Without in-band FEC it is 10, and with a frame too many or too few below 0.
    expect(power / error).toBeGreaterThan(50);
    expect(error).toBeGreaterThan(0);
  });

  it("marks the beginning of talk, and goes on in time after a pause", async () => {
    const { clock, leg } = desk();
    const { leg: phone, speech } = await leg();
    const headers: MediaPacket["header"][] = [];
    speech.track.addSink({ forward: (packet) => headers.push(packet.header), senderReport: () => undefined });
    for (const waitMs of [20, 20, 1_000]) {
      phone.write(tone(440, 0));
      clock.advance(waitMs);
    }
    phone.write(tone(440, 0));
    expect(headers.map(({ marker }) => marker)).toEqual([true, false, false, true]);
    const steps = headers.map(({ timestamp }) => (timestamp - headers[0]!.timestamp) >>> 0);
    expect(steps).toEqual([0, 960, 1_920, 49_920]);
    const sequences = headers.map(({ sequence }) => (sequence - headers[0]!.sequence) & 0xffff);
    expect(sequences).toEqual([0, 1, 2, 3]);
  });

  it("encodes nothing while nobody is subscribed, and nothing after it has closed", async () => {
    const { leg } = desk();
    const { leg: phone, speech } = await leg();
    const packets: MediaPacket[] = [];
    const sink = { forward: (packet: MediaPacket) => packets.push(packet), senderReport: () => undefined };
    phone.write(tone(440, 0));
    expect(speech.track.find(0, 0)).toBeUndefined();
    speech.track.addSink(sink);
    phone.write(tone(440, 1));
    phone.write(new Int16Array(80));
    phone.close();
    phone.write(tone(440, 2));
    expect(packets).toHaveLength(1);
    expect(packets[0]!.extensions[0]!.data[0]! >> 7).toBe(1);
  });

  it("takes garbage for lost packets", async () => {
    const { clock, leg } = desk();
    const hostile = new PublishedTrack("audio", "hostile", "cname");
    const { leg: phone, heard } = await leg();
    phone.onFrame((frame) => heard.push(frame.slice()));
    phone.hear([hostile]);
    await settle();
    for (let at = 0; at < 300; at++) {
      const payload = Buffer.from(
        Array.from({ length: (at * 7) % 40 }, (_, byte) => (at * 31 + byte * 17) & 0xff),
      );
      const codecId = ["opus", "pcmu", "telephone-event-48000"][at % 3]!;
      const packet = {
        header: header((at * 3) & 0xffff, at, 1),
        codec: codec(codecId),
        payload,
        frame: undefined,
        extensions: [],
      };
      hostile.receive(packet, hostile.encoding, clock.now());
      clock.advance(20);
    }
    expect(heard).toHaveLength(300);
  });
});

describe("frames", () => {
  it("have a level from 0, the loudest, to 127", () => {
    expect([constant(0), constant(32_767), constant(328), constant(-328)].map(audioLevel)).toEqual([
      127, 0, 40, 40,
    ]);
  });

  it("are cut off at both ends when they are mixed", () => {
    expect(mix([constant(-30_000), constant(-30_000)])).toEqual(constant(-32_768));
    expect(mix([])).toEqual(constant(0));
  });
});
