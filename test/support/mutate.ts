/** Damaged copies of good input, by a seeded generator. */

const extremes = [0x00, 0xff, 0x7f, 0x80];
const words = [
  ...[
    "\0",
    "\r\n",
    "\n",
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "true",
    "-1",
    "1e309",
    "~",
    "\u2028",
  ],
  ...[
    "__proto__",
    "constructor",
    "9".repeat(40),
    "a".repeat(5_000),
    "[".repeat(2_000),
    "\ud800",
    "%00",
    "../",
  ],
];

/** One to four of: a flipped bit, an extreme byte, a cut, a part doubled, moved or taken out. Never empty. */
export function mutateBytes(random: () => number, seed: Buffer): Buffer {
  let bytes: Buffer = Buffer.from(seed);
  const at = (): number => Math.floor(random() * bytes.length);
  for (let times = 1 + Math.floor(random() * 4); times > 0; times -= 1) {
    const [from, to] = [at(), at()].sort((one, other) => one - other) as [number, number];
    switch (Math.floor(random() * 6)) {
      case 0:
        bytes[from] = bytes[from]! ^ (1 << Math.floor(random() * 8));
        break;
      case 1:
        bytes[from] = extremes[Math.floor(random() * extremes.length)]!;
        break;
      case 2:
        bytes = bytes.subarray(0, Math.max(1, to));
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
        break;
      default:
        bytes.copy(bytes, from, to);
    }
    if (bytes.length === 0) bytes = Buffer.from([0]);
    if (bytes.length > 65_535) bytes = bytes.subarray(0, 65_535);
  }
  return bytes;
}

/** The same for text, with what other parsers have stumbled over put in. */
export function mutateText(random: () => number, seed: string): string {
  let text = seed;
  const at = (): number => Math.floor(random() * text.length);
  for (let times = 1 + Math.floor(random() * 4); times > 0; times -= 1) {
    const [from, to] = [at(), at()].sort((one, other) => one - other) as [number, number];
    const word = words[Math.floor(random() * words.length)]!;
    const choices = [
      text.slice(0, from) + word + text.slice(from),
      text.slice(0, from) + word + text.slice(Math.min(to, from + 12)),
      text.slice(0, from) + text.slice(from + 1),
      text.slice(0, to) + text.slice(from),
      text.slice(0, to),
      text.slice(0, from) + String.fromCharCode(Math.floor(random() * 0x300)) + text.slice(from + 1),
    ];
    text = choices[Math.floor(random() * choices.length)]!.slice(0, 50_000);
  }
  return text;
}
