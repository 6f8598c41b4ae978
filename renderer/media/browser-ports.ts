import type { Clock } from "../../common/clock.ts";
import type { MediaPorts } from "./ports.ts";
import { stillTrack, takePicture } from "./still-picture.ts";

const browserClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** The real web APIs. */
export function browserPorts(): MediaPorts {
  return {
    clock: browserClock,
    devices: navigator.mediaDevices,
    createPeerConnection: (config) => new RTCPeerConnection(config),
    codecs: (kind) => RTCRtpSender.getCapabilities(kind)?.codecs ?? [],
    createStream: (tracks) => new MediaStream([...tracks]),
    takePicture,
    stillTrack: (picture) => stillTrack(picture, browserClock),
    createAudioContext: () => new AudioContext(),
    createAudioElement() {
      const element = document.createElement("audio");
      document.body.append(element);
      return element;
    },
  };
}
