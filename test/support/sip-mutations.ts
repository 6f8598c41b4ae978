/** Broken and hostile SIP messages, made from whole ones by a seeded generator. */

const via = "Via: SIP/2.0/UDP 127.0.0.1:5999;rport;branch=z9hG4bKfuzz";

const sdp = [
  "v=0",
  "o=- 1 1 IN IP4 127.0.0.1",
  "s=-",
  "c=IN IP4 127.0.0.1",
  "t=0 0",
  "m=audio 40000 RTP/AVP 0 101",
  "a=rtpmap:101 telephone-event/8000",
  "",
].join("\r\n");

const lengthLine = `Content-Length: ${sdp.length}`;

const invite = [
  "INVITE sip:+19195550142@127.0.0.1 SIP/2.0",
  via,
  'From: "A \\" B" <sip:+19195550123@127.0.0.1>;tag=one',
  "To: <sip:+19195550142@127.0.0.1>",
  "Call-ID: fuzz@127.0.0.1",
  "CSeq: 1 INVITE",
  "Contact: <sip:a@127.0.0.1:5999>",
  "Record-Route: <sip:127.0.0.1;lr>, <sip:127.0.0.2;lr>",
  "Max-Forwards: 70",
  "User-To-User: 00;encoding=hex",
  "P-Asserted-Identity: <tel:+19195550123>",
  "Content-Type: application/sdp",
  lengthLine,
  "",
  sdp,
].join("\r\n");

const bye = invite.replaceAll("INVITE", "BYE").replace("To: <sip:+19195550142@127.0.0.1>", "$&;tag=x");
const cancel = invite.replaceAll("INVITE", "CANCEL");
const ack = invite.replaceAll("INVITE", "ACK");
const options = invite.replaceAll("INVITE", "OPTIONS");
const register = invite.replaceAll("INVITE", "REGISTER");
const response = invite.replace(/^[^\r]*/, "SIP/2.0 200 OK");

/** Whole ones, and some that have broken other stacks (in the manner of RFC 4475). */
export const seeds: readonly string[] = [
  ...[invite, bye, cancel, ack, options, register, response],
  "INVITE sip:a SIP/2.0\r\n\r\n",
  "\r\n\r\n",
  "SIP/2.0 999\r\n\r\n",
  `OPTIONS sip:a@b SIP/2.0\r\n${"Via: SIP/2.0/UDP a\r\n".repeat(2_000)}\r\n`,
  `OPTIONS sip:a@b SIP/2.0\r\n${via}\r\nTo: ${'"'.repeat(8_000)}\r\n\r\n`,
  `OPTIONS sip:a@b SIP/2.0\r\n${via}\r\nTo: ${"<".repeat(8_000)}\r\nFrom: ${";a".repeat(8_000)}\r\n\r\n`,
  `OPTIONS sip:${"a".repeat(30_000)} SIP/2.0\r\n\r\n`,
  invite.replace("CSeq: 1 INVITE", "CSeq: 99999999999999999999 INVITE"),
  invite.replace(lengthLine, "Content-Length: -1"),
  invite.replace(lengthLine, "Content-Length: 4000000000"),
  invite.replace("sip:+19195550142@127.0.0.1 SIP", "http://127.0.0.1/ SIP"),
  invite.replace("Max-Forwards: 70", `Authorization: Digest ${"a=b,".repeat(5_000)}`),
  invite.replace("m=audio 40000", "m=audio 999999999"),
  invite.replace(/Via/g, " Via"),
];

const alphabet = [
  "\0",
  "\r\n",
  "\n",
  "\t",
  " ",
  ";",
  ",",
  "<",
  ">",
  '"',
  "\\",
  ":",
  "@",
  "%",
  "=",
  "\u{1f4de}",
  "0",
  "-1",
];

/** The `index`th mutation: some cuts, copies, swaps and noise in one of the seeds. */
export function mutate(random: () => number): Buffer {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  let text = pick(seeds);
  const edits = 1 + Math.floor(random() * 6);
  for (let edit = 0; edit < edits; edit += 1) {
    const at = Math.floor(random() * text.length);
    const length = Math.floor(random() * (random() < 0.2 ? 400 : 8));
    const piece = text.slice(at, at + length);
    const replacement = pick([
      "",
      pick(alphabet),
      pick(alphabet).repeat(1 + Math.floor(random() * 300)),
      piece + piece,
      piece.split("").reverse().join(""),
      String(Math.floor(random() * 2 ** 33)),
    ]);
    text = text.slice(0, at) + replacement + text.slice(at + length);
  }
  return Buffer.from(text.slice(0, 60_000), random() < 0.1 ? "utf16le" : "utf8").subarray(0, 60_000);
}
