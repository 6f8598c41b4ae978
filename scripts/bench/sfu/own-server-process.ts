/** Our media engine by itself in a process: what the platform does with it, and nothing else. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type {
  Producer,
  PublishTransport,
  SubscribeTransport,
} from "../../../server-stub/media/media-engine.ts";
import { createMediaEngine } from "../../../server-stub/media/werift-engine.ts";
import { answerParent, text } from "./answering.ts";

const engine = createMediaEngine({ listenAddress: "127.0.0.1", log: () => undefined });
const producers: Producer[] = [];
const publishing: PublishTransport[] = [];
const subscribing: SubscribeTransport[] = [];
/** A finer one would be a load by itself. */
const resolutionMs = 10;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
delay.enable();

answerParent({
  publish: async ({ sdp, msid }) => {
    const transport = await engine.createPublishTransport();
    publishing.push(transport);
    const announced = new Set([text(msid)]);
    const answer = await transport.negotiate({ sdp: text(sdp), announced, permitted: new Set(["video"]) });
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    producers.push(...answer.value.producers);
    return answer.value.sdp;
  },
  /** To all publishers. */
  subscribe: async () => {
    const transport = await engine.createSubscribeTransport();
    const { sdp } = await transport.offer({ producers, iceRestart: false });
    return { subscriber: subscribing.push(transport) - 1, sdp };
  },
  answer: async ({ subscriber, sdp }) => {
    const answered = await subscribing[Number(subscriber)]?.answer(text(sdp));
    if (answered?.ok !== true) throw new Error(JSON.stringify(answered?.error));
  },
  watch: () => delay.reset(),
  /** The monitor's own interval is in what it measures. */
  loopDelayMs: () => Math.max(0, delay.percentile(99) / 1e6 - resolutionMs),
});
