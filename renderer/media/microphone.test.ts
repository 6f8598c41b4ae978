import { describe, expect, it } from "vitest";
import { err } from "../../common/result.ts";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { FakeDevices, systemAudio, type FakeTrack } from "../../test/support/fake-media.ts";
import { newMicrophone } from "./microphone.ts";

const headsetChosen = { ...systemAudio, microphoneId: "headset" };

function microphoneOn(devices: FakeDevices, settings = systemAudio) {
  const sent: FakeTrack[] = [];
  const changes: string[] = [];
  const microphone = newMicrophone({
    devices: devices.asDevices,
    settings,
    onTrack: (track) => {
      sent.push(track as unknown as FakeTrack);
      return Promise.resolve();
    },
    onDeviceChanged: (label) => changes.push(label),
  });
  return { microphone, sent, changes };
}

describe("newMicrophone", () => {
  it.each([
    ["NotAllowedError", "microphone-denied"],
    ["SecurityError", "microphone-denied"],
    ["NotFoundError", "microphone-missing"],
    ["NotReadableError", "microphone-busy"],
    ["AbortError", "microphone-busy"],
  ])("turns %s into %s", async (name, code) => {
    const devices = new FakeDevices("built-in");
    devices.failure = name;
    expect(await microphoneOn(devices).microphone.open()).toEqual(err({ code }));
  });

  it("throws what getUserMedia never rejects with: a bug", async () => {
    const devices = new FakeDevices("built-in");
    devices.failure = "TypeMismatchError";
    await expect(microphoneOn(devices).microphone.open()).rejects.toThrow();
  });

  it("opens the chosen microphone with the chosen processing", async () => {
    const devices = new FakeDevices("built-in", "headset");
    const settings = { ...headsetChosen, echoCancellation: false };
    expect((await microphoneOn(devices, settings).microphone.open()).ok).toBe(true);
    expect(devices.captured[0]!.constraints).toEqual({
      deviceId: { exact: "headset" },
      echoCancellation: false,
      noiseSuppression: true,
      autoGainControl: true,
    });
  });

  it("opens the system's microphone when the chosen one is absent", async () => {
    const devices = new FakeDevices("built-in");
    const { microphone, changes } = microphoneOn(devices, headsetChosen);
    expect((await microphone.open()).ok).toBe(true);
    expect(devices.captured.map(({ label }) => label)).toEqual(["built-in"]);
    expect(changes).toEqual([]);
  });

  it("says missing when there is no microphone at all", async () => {
    const { microphone } = microphoneOn(new FakeDevices(), headsetChosen);
    expect(await microphone.open()).toEqual(err({ code: "microphone-missing" }));
  });

  it("releases the capture at once when it was closed during the prompt", async () => {
    const devices = new FakeDevices("built-in");
    const prompt = deferred<void>();
    devices.prompt = prompt.promise;
    const { microphone } = microphoneOn(devices);
    const opening = microphone.open();
    await settle();
    microphone.close();
    prompt.resolve();
    expect((await opening).ok).toBe(false);
    expect(devices.captured).toHaveLength(1);
    expect(devices.open).toEqual([]);
  });

  it("mutes the track, and what replaces it", async () => {
    const devices = new FakeDevices("headset", "built-in");
    const { microphone, sent } = microphoneOn(devices, headsetChosen);
    microphone.setEnabled(false);
    await microphone.open();
    expect(devices.captured[0]!.enabled).toBe(false);
    devices.plug("built-in");
    await settle();
    expect(sent.map(({ enabled }) => enabled)).toEqual([false]);
    microphone.setEnabled(true);
    expect(sent[0]!.enabled).toBe(true);
  });

  it("goes to the system's microphone when the chosen one vanishes, and back when it returns", async () => {
    const devices = new FakeDevices("built-in", "headset");
    const { microphone, sent, changes } = microphoneOn(devices, headsetChosen);
    const opened = await microphone.open();
    devices.plug("built-in");
    await settle();
    devices.plug("built-in", "headset");
    await settle();
    expect(changes).toEqual(["built-in", "headset"]);
    expect(sent.map(({ label }) => label)).toEqual(["built-in", "headset"]);
    expect(devices.open).toEqual([sent[1]]);
    expect(opened.ok && opened.value.getTracks()).toEqual([sent[1]]);
  });

  it("follows a track that ends although its device is still listed", async () => {
    const devices = new FakeDevices("built-in");
    const { microphone, changes } = microphoneOn(devices);
    await microphone.open();
    devices.captured[0]!.vanish();
    await settle();
    expect(changes).toEqual(["built-in"]);
    expect(devices.open).toHaveLength(1);
  });

  it("says once that no microphone is left, and takes the next one that appears", async () => {
    const devices = new FakeDevices("built-in");
    const { microphone, changes, sent } = microphoneOn(devices);
    await microphone.open();
    devices.plug();
    devices.captured[0]!.vanish();
    await settle();
    devices.plug();
    await settle();
    expect(changes).toEqual([""]);
    devices.plug("usb");
    await settle();
    expect(changes).toEqual(["", "usb"]);
    expect(devices.open).toEqual(sent);
  });

  it("stays on its device when an unrelated one comes or goes", async () => {
    const devices = new FakeDevices("built-in", "headset");
    const { microphone, changes } = microphoneOn(devices, headsetChosen);
    await microphone.open();
    devices.plug("headset");
    await settle();
    devices.plug("headset", "usb");
    await settle();
    expect(changes).toEqual([]);
    expect(devices.captured).toHaveLength(1);
  });

  it("takes new settings in the middle of a call, without calling it a lost device", async () => {
    const devices = new FakeDevices("built-in", "headset");
    const { microphone, changes, sent } = microphoneOn(devices);
    await microphone.open();
    await microphone.apply(headsetChosen);
    expect(sent.map(({ label }) => label)).toEqual(["headset"]);
    expect(devices.open).toEqual(sent);
    expect(changes).toEqual([]);
  });

  it("leaves the capture alone when only the speaker changes", async () => {
    const devices = new FakeDevices("built-in");
    const { microphone } = microphoneOn(devices);
    await microphone.open();
    await microphone.apply({ ...systemAudio, speakerId: "loud" });
    expect(devices.captured).toHaveLength(1);
  });

  it("keeps the old microphone when the new one cannot be opened", async () => {
    const devices = new FakeDevices("built-in", "headset");
    const { microphone, sent } = microphoneOn(devices);
    await microphone.open();
    devices.failure = "NotReadableError";
    await microphone.apply(headsetChosen);
    expect(sent).toEqual([]);
    expect(devices.open).toEqual([devices.captured[0]]);
  });

  it("releases both captures when closed while the track is being replaced", async () => {
    const devices = new FakeDevices("built-in", "headset");
    const microphone = newMicrophone({
      devices: devices.asDevices,
      settings: systemAudio,
      onTrack: () => new Promise(() => {}),
      onDeviceChanged: () => {},
    });
    await microphone.open();
    void microphone.apply(headsetChosen);
    await settle();
    expect(devices.open).toHaveLength(2);
    microphone.close();
    expect(devices.open).toEqual([]);
  });

  it("follows nothing after it was closed", async () => {
    const devices = new FakeDevices("built-in");
    const { microphone, changes } = microphoneOn(devices);
    await microphone.open();
    microphone.close();
    devices.plug("usb");
    await settle();
    expect(changes).toEqual([]);
    expect(devices.open).toEqual([]);
  });
});
