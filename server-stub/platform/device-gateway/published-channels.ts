import { err, ok, type Result } from "../../../common/result.ts";
import { applicationChannel, type PublishMetadata } from "../../../common/wire/device-signaling.ts";
import type { AnnouncedChannel } from "../../media/media-engine.ts";

/**
 * The application channels that a client publishes; the error is a sentence for it
 * (docs/decisions/application-data-channels.md). Channels without a stream are the service's own and none of these.
 */
export function readPublishedChannels({
  mediaStreams,
  dataChannels,
}: PublishMetadata): Result<readonly AnnouncedChannel[], string> {
  const { maxPerDevice, minStreamId, maxStreamId, maxLabelLength } = applicationChannel;
  const channels: AnnouncedChannel[] = [];
  const streams = new Set<string>();
  const ids = new Set<number>();
  for (const { label, streamId, stream } of Object.values(dataChannels)) {
    if (stream === undefined) continue;
    if (!Object.hasOwn(mediaStreams, stream)) return err("a channel's stream is not in mediaStreams");
    if (streams.has(stream)) return err("two channels for one stream");
    if (ids.has(streamId)) return err(`channel id ${streamId} is used twice`);
    if (streamId < minStreamId || streamId > maxStreamId) {
      return err(`channel id ${streamId} is not from ${minStreamId} to ${maxStreamId}`);
    }
    if (label === "" || label.length > maxLabelLength) {
      return err(`a channel's label must have 1 to ${maxLabelLength} characters`);
    }
    // It is repeated to subscribers, whose JSON-RPC library would misread it (bandwidth.md 4.2, R29).
    if (label.startsWith("~")) return err("a channel's label must not begin with a tilde");
    streams.add(stream);
    ids.add(streamId);
    channels.push({ label, streamId, stream });
  }
  return channels.length > maxPerDevice ? err(`more than ${maxPerDevice} channels`) : ok(channels);
}
