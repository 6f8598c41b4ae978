import { AudioMixer } from "./audio/audio-mixer.ts";
import { MixingLeg } from "./audio/mixing-leg.ts";
import { SpeechTrack } from "./audio/speech-track.ts";
import type { EngineContext } from "./client-transport.ts";
import { mediaClock } from "./media-clock.ts";
import type { AudioLeg, LocalMediaEngine, MediaEngineOptions, SpeakerWatch } from "./media-engine.ts";
import { MediaSockets } from "./media-sockets.ts";
import { WeriftPublishTransport } from "./publish-transport.ts";
import { TrackSpeakerWatch } from "./speaker-watch.ts";
import { WeriftSubscribeTransport } from "./subscribe-transport.ts";
import { createDtlsIdentity } from "./dtls-session.ts";

/** A media engine in this process: werift for ICE, DTLS and SCTP, our own RTP plane. Close it to free its sockets. */
export function createMediaEngine(options: MediaEngineOptions): LocalMediaEngine {
  const transports = new Set<{ close(): Promise<void> }>();
  const legs = new Set<AudioLeg>();
  const watches = new Set<SpeakerWatch>();
  const mixer = new AudioMixer(mediaClock);
  const counters = {
    packetsReceived: 0,
    packetsSent: 0,
    bytesReceived: 0,
    bytesSent: 0,
    packetsDropped: 0,
    packetsRetransmitted: 0,
  };
  const sockets = new MediaSockets(
    {
      listenAddress: options.listenAddress,
      publicAddresses: options.publicAddress ?? [],
      port: options.port,
      portRange: options.portRange,
      tcpPort: options.tcpPort,
    },
    () => (counters.packetsDropped += 1),
  );
  let closed = false;

  async function open<T extends { close(): Promise<void> }>(
    create: (context: EngineContext) => Promise<T>,
  ): Promise<T> {
    const identity = await createDtlsIdentity();
    let forget = (): void => undefined;
    const transport = await create({ options, identity, sockets, counters, forget: () => forget() });
    transports.add(transport);
    forget = () => transports.delete(transport);
    if (!closed) return transport;
    await transport.close();
    throw new Error("the media engine is closed");
  }

  return {
    listen: () => sockets.listen(),
    createPublishTransport: () => open((context) => WeriftPublishTransport.open(context)),
    createSubscribeTransport: () => open((context) => WeriftSubscribeTransport.open(context)),
    async createAudioLeg({ msid }) {
      const speech = await SpeechTrack.create(msid, () => mediaClock.now());
      const leg: MixingLeg = new MixingLeg(mixer, speech, () => legs.delete(leg));
      legs.add(leg);
      if (!closed) return leg;
      leg.close();
      throw new Error("the media engine is closed");
    },
    watchSpeakers(onChange) {
      const watch: TrackSpeakerWatch = new TrackSpeakerWatch(mediaClock, onChange, () =>
        watches.delete(watch),
      );
      watches.add(watch);
      return watch;
    },
    stats: () => ({ ...counters, transports: transports.size }),
    async close() {
      closed = true;
      for (const leg of [...legs]) leg.close();
      for (const watch of [...watches]) watch.close();
      await Promise.all([...transports].map((transport) => transport.close()));
      await sockets.close();
    },
  };
}
