import { Scope, type Dispose } from "../../common/scope.ts";
import { diagnosticsChannel, heartbeatChannel } from "../../common/wire/device-signaling.ts";
import { listen } from "./listen.ts";

/**
 * Opens the two pre-negotiated channels of a peer connection before its first negotiation, and answers the service's
 * PING with PONG (bandwidth.md 4.5, R36). Other text is ignored. The channels close with the peer connection.
 */
export function openDataChannels(pc: RTCPeerConnection): Dispose {
  const scope = new Scope();
  const heartbeat = open(pc, heartbeatChannel);
  open(pc, diagnosticsChannel);
  scope.add(
    listen<MessageEvent<unknown>>(heartbeat, "message", ({ data }) => {
      if (data === "PING" && heartbeat.readyState === "open") heartbeat.send("PONG");
    }),
  );
  return () => scope.end();
}

function open(
  pc: RTCPeerConnection,
  channel: { label: string; id: number; protocol: string },
): RTCDataChannel {
  return pc.createDataChannel(channel.label, {
    negotiated: true,
    id: channel.id,
    protocol: channel.protocol,
  });
}
