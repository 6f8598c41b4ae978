import type { IceServer } from "../../common/contract/media.ts";

/** The configuration of both peer connections (bandwidth.md 4.5). */
export function peerConfiguration(iceServers: readonly IceServer[]): RTCConfiguration {
  return {
    bundlePolicy: "max-bundle",
    rtcpMuxPolicy: "require",
    iceServers: iceServers.map(({ urls, username, credential }) => ({
      urls,
      ...(username === undefined ? {} : { username }),
      ...(credential === undefined ? {} : { credential }),
    })),
  };
}
