import type { Clock } from "../../../common/clock.ts";
import { Scope } from "../../../common/scope.ts";
import { readRpcMessage, type RpcId } from "../../../common/wire/json-rpc.ts";
import type { DeviceConnection } from "../device-gateway/devices.ts";
import type { DeviceSocket } from "../device-gateway/device-socket.ts";
import type { ReplyFault } from "./fault-plan.ts";
import type { ClosableSocket, Faults } from "./faults.ts";

export interface FaultySocketOptions {
  readonly faults: Faults;
  readonly clock: Clock;
  readonly participantId: string;
  /** The real one. */
  readonly socket: DeviceSocket & ClosableSocket;
  readonly connect: (socket: DeviceSocket) => DeviceConnection;
}

/** Stands between a device and its socket and does what the plan says to what passes. */
export function connectFaulty(options: FaultySocketOptions): DeviceConnection {
  const { faults, socket, participantId, clock } = options;
  const scope = new Scope();
  const requests = new Map<RpcId, ReplyFault>();
  let revision = 0;
  scope.add(faults.watch(socket, participantId));

  function send(message: object): void {
    const fault = "id" in message ? requests.get(message.id as RpcId) : undefined;
    if (fault) return sendReply(message, fault);
    if ("method" in message && message.method === "sdpOffer") return sendOffer(message);
    socket.send(message);
  }

  function sendReply(message: object, fault: ReplyFault): void {
    requests.delete((message as { id: RpcId }).id);
    if (fault.type === "delay") scope.add(clock.after(fault.ms, () => socket.send(message)));
  }

  function sendOffer(message: object): void {
    const { params } = message as { params: { sdpRevision: number } };
    const fault = faults.offer(participantId);
    if (fault === "omit") return;
    if (fault === "stale") return socket.send({ ...message, params: { ...params, sdpRevision: revision } });
    revision = params.sdpRevision;
    socket.send(message);
  }

  const connection = options.connect({
    send,
    close: (code) => socket.close(code),
    terminate: () => socket.terminate(),
  });
  return {
    receive(frame) {
      const message = readRpcMessage(frame);
      if (!message.ok || message.value.kind !== "request") return connection.receive(frame);
      const { id, method } = message.value;
      const fault = faults.reply(participantId, method);
      if (fault?.type === "error") {
        socket.send({ jsonrpc: "2.0", id, error: { code: fault.code, message: "fault injected" } });
        return Promise.resolve();
      }
      if (fault) requests.set(id, fault);
      return connection.receive(frame);
    },
    closed() {
      scope.end();
      connection.closed();
    },
  };
}
