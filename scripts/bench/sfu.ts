import { ensureSystemPackages } from "../lib/system-packages.ts";
import type { Figure, Measurement, Peer } from "./measurement.ts";
import { preferThisSession } from "./sfu/children.ts";
import { startJanus } from "./sfu/janus-server.ts";
import { Load, publishers } from "./sfu/load.ts";
import { startOwnServer } from "./sfu/servers.ts";
import { residentMb } from "./sfu/usage.ts";
import { measureDirect, measureWindow, type Window } from "./sfu/window.ts";

/** Streams out: each subscriber takes all of the publishers'. `BENCH_STREAMS=160` for a quick look at one. */
const levels = (process.env.BENCH_STREAMS ?? "40,160,240").split(",").map(Number);
const rounds = 3;
const attempts = 4;
const janusName = "janus videoroom (Debian), same run";

/** Beside what the direct way took in the same round. */
interface Round extends Window {
  readonly direct: Window["latency"];
}

/** One of the two units under test, at one number of streams. */
interface Measured {
  readonly rounds: readonly Round[];
  readonly memoryMb: number;
}

interface Level {
  readonly streams: number;
  readonly own: Measured;
  readonly janus: Measured;
}

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
  { name: "forwarded of what was offered", unit: "%", moreIsBetter: true, of: ({ wanted }) => wanted * 100 },
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
    const undo = preferThisSession();
    try {
      const measured: Level[] = [];
      for (const streams of levels) measured.push(await persist(() => measureLevel(streams)));
      const largest = measured.reduce((one, other) => (other.streams > one.streams ? other : one));
      return [...measured.flatMap(figuresAt), memoryFigure(largest)];
    } finally {
      undo();
    }
  },
};

/** On a busy machine libdatachannel closes a connection, or ends its process, now and then while it connects. */
async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (let left = attempts - 1; ; left--) {
    try {
      return await work();
    } catch (cause) {
      if (left === 0) throw cause;
      process.stderr.write(`once more, because: ${String(cause)}\n`);
    }
  }
}

/** With servers and clients of its own. */
async function measureLevel(streams: number): Promise<Level> {
  const started: { stop(): Promise<void> }[] = [];
  const ending = async <T extends { stop(): Promise<void> }>(start: Promise<T>): Promise<T> => {
    const one = await start;
    started.push(one);
    return one;
  };
  try {
    const load = await ending(Load.start());
    const own = { name: "deskline", server: await ending(startOwnServer()), rounds: new Array<Round>() };
    const janus = { name: "janus", server: await ending(startJanus()), rounds: new Array<Round>() };
    const both = [own, janus];
    const emptyMb = both.map(({ server }) => residentMb(server.pid));
    await load.connectDirectly();
    for (const { name, server } of both) {
      await load.publishTo(name, server);
      await load.subscribeTo(name, server, streams / publishers);
    }
    for (let round = 0; round < rounds; round++) {
      const direct = await measureDirect(load);
      // In turns, so that a busy neighbour meets both.
      for (const one of both) {
        const window = await measureWindow(load, { ...one, streams });
        one.rounds.push({ ...window, direct });
        process.stderr.write(`${streams} streams, ${one.name}: ${describe(window)}\n`);
      }
    }
    const connections = publishers + streams / publishers;
    const [ownMb = NaN, janusMb = NaN] = both.map(
      ({ server }, at) => ((residentMb(server.pid) - (emptyMb[at] ?? NaN)) / connections) * 2,
    );
    return {
      streams,
      own: { rounds: own.rounds, memoryMb: ownMb },
      janus: { rounds: janus.rounds, memoryMb: janusMb },
    };
  } finally {
    await Promise.all(started.map((one) => one.stop()));
  }
}

function describe({ cpuMs, megabits, latency, lost, foreignShare, wanted }: Window): string {
  const round = (value: number): string => value.toPrecision(3);
  return (
    `${round(cpuMs / megabits)} ms/Mbit, p50 ${round(latency.p50)} ms, p99 ${round(latency.p99)} ms, ` +
    `lost ${round(lost * 100)} %, forwarded ${round(wanted * 100)} % of what was offered, others ${round(foreignShare * 100)} %`
  );
}

function figuresAt({ streams, own: { rounds: ours }, janus: { rounds: theirs } }: Level): Figure[] {
  const beside = (samples: readonly number[]): Peer => ({ name: janusName, samples });
  return [
    ...kinds.map(({ name, of, ...kind }) => ({
      ...kind,
      name: at(name, streams),
      samples: ours.map(of),
      peer: beside(theirs.map(of)),
    })),
    {
      name: at(loopDelay, streams),
      unit: "ms",
      samples: ours.flatMap(({ loopDelayMs }) => loopDelayMs ?? []),
    },
    {
      name: at(foreign, streams),
      unit: "%",
      samples: ours.map(({ foreignShare }) => foreignShare * 100),
      peer: beside(theirs.map(({ foreignShare }) => foreignShare * 100)),
    },
  ];
}

const memoryFigure = ({ own, janus }: Level): Figure => ({
  name: memory,
  unit: "MB",
  samples: [own.memoryMb],
  peer: { name: janusName, samples: [janus.memoryMb] },
});
