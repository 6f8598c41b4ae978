import { ensureSystemPackages } from "../lib/system-packages.ts";
import type { Figure, Measurement, Peer } from "./measurement.ts";
import { preferThisSession } from "./sfu/children.ts";
import { startJanus } from "./sfu/janus-server.ts";
import { Load, publishers } from "./sfu/load.ts";
import { startOwnServer, type SfuServer } from "./sfu/servers.ts";
import { residentMb } from "./sfu/usage.ts";
import { measureDirect, measureWindow, type Window } from "./sfu/window.ts";

/** Streams out: each subscriber takes all of the publishers'. `BENCH_STREAMS=160` for a quick look at one. */
const levels = (process.env.BENCH_STREAMS ?? "40,160,240").split(",").map(Number);
const rounds = 3;
const janusName = "janus videoroom (Debian), same run";

/** Beside what the direct way took in the same round. */
interface Round extends Window {
  readonly direct: Window["latency"];
}

/** One of the two units under test. The windows of both alternate, so that a busy neighbour meets both. */
interface Contender {
  readonly name: "deskline" | "janus";
  readonly server: SfuServer;
  readonly windows: Map<number, Round[]>;
  readonly memoryMb: { readonly empty: number; full: number };
}

const contender = (name: Contender["name"], server: SfuServer): Contender => {
  const empty = residentMb(server.pid);
  return { name, server, windows: new Map(), memoryMb: { empty, full: empty } };
};

interface Kind extends Pick<Figure, "name" | "unit" | "moreIsBetter"> {
  readonly of: (round: Round) => number;
}

const kinds: readonly Kind[] = [
  { name: "CPU per forwarded Mbit", unit: "ms", of: ({ cpuMs, megabits }) => cpuMs / megabits },
  {
    name: "packets per second of one core",
    unit: "1/s",
    moreIsBetter: true,
    of: ({ cpuMs, packets }) => packets / (cpuMs / 1_000),
  },
  { name: "added latency p50", unit: "ms", of: ({ latency, direct }) => latency.p50 - direct.p50 },
  { name: "added latency p99", unit: "ms", of: ({ latency, direct }) => latency.p99 - direct.p99 },
  { name: "packets lost of 10,000", unit: "", of: ({ lost }) => lost * 10_000 },
];
const loopDelay = "event-loop delay p99";
const memory = "memory per participant (two peer connections)";
const foreign = "CPU of other programs, of all cores";
const at = (name: string, streams: number): string => `${name}, ${streams} streams out`;

/** Our media engine and Janus forward the same synthetic video, side by side. */
export const sfu: Measurement = {
  figures: ["the media engine beside janus"],
  async run() {
    if (process.platform !== "linux") throw new Error("it reads /proc, which only Linux has");
    await ensureSystemPackages(["janus", "gcc", "libc"]);
    const started: { stop(): Promise<void> }[] = [];
    const ending = async <T extends { stop(): Promise<void> }>(start: Promise<T>): Promise<T> => {
      const one = await start;
      started.push(one);
      return one;
    };
    const undo = preferThisSession();
    try {
      const load = await ending(Load.start());
      const own = contender("deskline", await ending(startOwnServer()));
      const janus = contender("janus", await ending(startJanus()));
      return await compare(load, own, janus);
    } finally {
      await Promise.all(started.map((one) => one.stop()));
      undo();
    }
  },
};

async function compare(load: Load, own: Contender, janus: Contender): Promise<Figure[]> {
  await load.connectDirectly();
  for (const { name, server } of [own, janus]) await load.publishTo(name, server);
  for (const level of levels) {
    for (const { name, server } of [own, janus]) await load.subscribeTo(name, server, level / publishers);
    for (let round = 0; round < rounds; round++) {
      const direct = await measureDirect(load);
      for (const { name, server, windows } of [own, janus]) {
        const window = await measureWindow(load, { name, server, streams: level });
        windows.set(level, [...(windows.get(level) ?? []), { ...window, direct }]);
        process.stderr.write(`${level} streams, ${name}: ${describe(window)}\n`);
      }
    }
  }
  for (const { server, memoryMb } of [own, janus]) memoryMb.full = residentMb(server.pid);
  return levels.flatMap((level) => figuresAt(level, own, janus)).concat(memoryFigure(own, janus));
}

function describe({ cpuMs, megabits, latency, lost, foreignShare, wanted }: Window): string {
  const round = (value: number): string => value.toPrecision(3);
  return (
    `${round(cpuMs / megabits)} ms/Mbit, p50 ${round(latency.p50)} ms, p99 ${round(latency.p99)} ms, ` +
    `lost ${round(lost * 100)} %, forwarded ${round(wanted * 100)} % of what was offered, others ${round(foreignShare * 100)} %`
  );
}

function figuresAt(level: number, own: Contender, janus: Contender): Figure[] {
  const ours = own.windows.get(level) ?? [];
  const theirs = janus.windows.get(level) ?? [];
  const beside = (samples: readonly number[]): Peer => ({ name: janusName, samples });
  return [
    ...kinds.map(({ name, of, ...kind }) => ({
      ...kind,
      name: at(name, level),
      samples: ours.map(of),
      peer: beside(theirs.map(of)),
    })),
    { name: at(loopDelay, level), unit: "ms", samples: ours.flatMap(({ loopDelayMs }) => loopDelayMs ?? []) },
    {
      name: at(foreign, level),
      unit: "%",
      samples: ours.map(({ foreignShare }) => foreignShare * 100),
      peer: beside(theirs.map(({ foreignShare }) => foreignShare * 100)),
    },
  ];
}

function memoryFigure(own: Contender, janus: Contender): Figure {
  const connections = publishers + Math.max(...levels) / publishers;
  const perParticipant = ({ memoryMb: { empty, full } }: Contender): number =>
    ((full - empty) / connections) * 2;
  return {
    name: memory,
    unit: "MB",
    samples: [perParticipant(own)],
    peer: { name: janusName, samples: [perParticipant(janus)] },
  };
}
