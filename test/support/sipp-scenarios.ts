/** Calls as sipp plays them. Everything that a step may leave out is left out. */

const scenario = (...steps: readonly string[]): string =>
  `<?xml version="1.0"?>\n<scenario name="deskline">\n${steps.join("\n")}\n</scenario>\n`;

const lines = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join("\n");

const audio = `
v=0
o=sipp 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15`;

interface Reply {
  /** Defaults to sipp's own address. */
  readonly contact?: string;
  readonly sdp?: boolean;
  readonly headers?: string;
  /** Repeats it until the next step's message comes. */
  readonly repeats?: boolean;
  readonly cseq?: string;
}

const reply = (status: string, options: Reply = {}): string => `
<send${options.repeats === true ? ' retrans="500"' : ""}><![CDATA[
${lines(
  `SIP/2.0 ${status}`,
  "[last_Via:]",
  "[last_From:]",
  "[last_To:];tag=[pid]SIPp[call_number]",
  "[last_Call-ID:]",
  options.cseq ?? "[last_CSeq:]",
  `Contact: <${options.contact ?? "sip:sipp@[local_ip]:[local_port];transport=[transport]"}>`,
  options.headers,
  ...(options.sdp === true
    ? ["Content-Type: application/sdp", "Content-Length: [len]", audio]
    : ["Content-Length: 0", ""]),
)}
]]></send>`;

/** In-dialog: the To has its tag already. */
const confirm = `
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>`;

const receive = (request: string, inside = ""): string =>
  `<recv request="${request}" crlf="true">${inside}</recv>`;

/** Answers, and is hung up. */
export const answers = (): string =>
  scenario(
    receive("INVITE"),
    reply("180 Ringing"),
    reply("200 OK", { sdp: true, repeats: true }),
    receive("ACK"),
    receive("BYE"),
    confirm,
  );

/**
 * The same where any message may be lost: an INVITE comes again when both of its responses are, and a BYE may overtake
 * the repetition of an ACK. `contact` is where in-dialog requests go.
 */
export const answersThroughLoss = (contact: string): string =>
  scenario(
    receive("INVITE"),
    `<label id="1"/>`,
    reply("180 Ringing", { contact }),
    reply("200 OK", { sdp: true, repeats: true, contact }),
    `<recv request="INVITE" optional="true" next="1"></recv>`,
    `<recv request="ACK" optional="true"></recv>`,
    receive("BYE"),
    confirm,
  );

export const refuses = (status: string): string =>
  scenario(receive("INVITE"), reply(status, { repeats: true }), receive("ACK"));

/** Rings until it is cancelled. */
export const rings = scenario(
  receive("INVITE"),
  reply("180 Ringing"),
  receive("CANCEL"),
  confirm,
  reply("487 Request Terminated", { cseq: "CSeq: 1 INVITE", repeats: true }),
  receive("ACK"),
);

/** Early media, echoed, then the answer. */
export const answersAfterEarlyMedia = scenario(
  receive("INVITE"),
  reply("183 Session Progress", { sdp: true }),
  `<pause milliseconds="700"/>`,
  reply("200 OK", { sdp: true, repeats: true }),
  receive("ACK"),
  receive("BYE"),
  confirm,
);

/** Answers an INVITE with credentials only. */
export const asksForCredentials = (credentials: { username: string; password: string }): string =>
  scenario(
    receive("INVITE"),
    reply("401 Unauthorized", {
      repeats: true,
      headers:
        'WWW-Authenticate: Digest realm="sipp", nonce="47ebe028cda119c35d4877b383027d28da013815", qop="auth", algorithm=MD5',
    }),
    receive("ACK"),
    receive(
      "INVITE",
      `<action><verifyauth assign_to="ok" username="${credentials.username}" password="${credentials.password}"/></action>`,
    ),
    `<nop hide="true" test="ok" next="good"/>`,
    reply("403 Forbidden", { repeats: true }),
    receive("ACK"),
    `<nop next="end"/>`,
    `<label id="good"/>`,
    reply("200 OK", { sdp: true, repeats: true }),
    receive("ACK"),
    receive("BYE"),
    confirm,
    `<label id="end"/>`,
  );

/** A registrar that grants 60 s, and sees us leave. */
export const registrar = (credentials: { username: string; password: string }): string => {
  const check = `<action><verifyauth assign_to="ok" username="${credentials.username}" password="${credentials.password}"/></action>`;
  return scenario(
    receive("REGISTER"),
    reply("401 Unauthorized", {
      headers:
        'WWW-Authenticate: Digest realm="sipp", nonce="47ebe028cda119c35d4877b383027d28da013815", qop="auth", algorithm=MD5',
    }),
    receive("REGISTER", check),
    `<nop hide="true" test="ok" next="good"/>`,
    reply("403 Forbidden"),
    `<nop next="end"/>`,
    `<label id="good"/>`,
    reply("200 OK", { headers: "Expires: 60" }),
    // The one with Expires: 0.
    receive(
      "REGISTER",
      `<action><ereg regexp="Expires: 0" search_in="msg" check_it="true" assign_to="bye"/></action>`,
    ),
    reply("200 OK"),
    `<label id="end"/>`,
    `<Reference variables="bye"/>`,
  );
};

const request = (
  method: string,
  options: { cseq: number; extra?: string; toTag?: boolean; sdp?: boolean },
): string => `
<send${method === "ACK" ? "" : ' retrans="500"'}><![CDATA[
${lines(
  `${method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0`,
  "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
  "From: <sip:+19195550177@[local_ip]:[local_port]>;tag=[pid]SIPp[call_number]",
  `To: <sip:[service]@[remote_ip]:[remote_port]>${options.toTag === true ? "[peer_tag_param]" : ""}`,
  "Call-ID: [call_id]",
  `CSeq: ${options.cseq} ${method}`,
  "Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>",
  "Max-Forwards: 70",
  options.extra,
  ...(options.sdp === true
    ? ["Content-Type: application/sdp", "Content-Length: [len]", audio]
    : ["Content-Length: 0", ""]),
)}
]]></send>`;

const expect = (status: number, extras = ""): string => `<recv response="${status}"${extras}></recv>`;
const maybe = (status: number): string => `<recv response="${status}" optional="true"></recv>`;

/** Calls us, stays for a while and hangs up. */
export const calls = (options: { stayMs: number; extra?: string }): string =>
  scenario(
    request("INVITE", {
      cseq: 1,
      sdp: true,
      ...(options.extra === undefined ? {} : { extra: options.extra }),
    }),
    maybe(100),
    maybe(180),
    expect(200),
    request("ACK", { cseq: 1, toTag: true }),
    `<pause milliseconds="${options.stayMs}"/>`,
    request("BYE", { cseq: 2, toTag: true }),
    expect(200),
  );

export const callsAndIsRefused = (status: number, extra?: string): string =>
  scenario(
    request("INVITE", { cseq: 1, sdp: true, ...(extra === undefined ? {} : { extra }) }),
    maybe(100),
    maybe(180),
    expect(status),
    request("ACK", { cseq: 1, toTag: true }).replace("[branch]", "[branch-3]"),
  );

export const callsAndCancels = scenario(
  request("INVITE", { cseq: 1, sdp: true }),
  maybe(100),
  expect(180),
  request("CANCEL", { cseq: 1 }).replace("[branch]", "[branch-3]"),
  expect(200),
  expect(487),
  request("ACK", { cseq: 1, toTag: true }).replace("[branch]", "[branch-5]"),
);

/** Answers our challenge. */
export const callsWithCredentials = (username: string, password: string, final: 200 | 401): string =>
  scenario(
    request("INVITE", { cseq: 1, sdp: true }),
    maybe(100),
    `<recv response="401" auth="true"></recv>`,
    request("ACK", { cseq: 1, toTag: true }).replace("[branch]", "[branch-3]"),
    request("INVITE", {
      cseq: 2,
      sdp: true,
      extra: `[authentication username=${username} password=${password}]`,
    }),
    maybe(100),
    maybe(180),
    expect(final),
    request("ACK", { cseq: 2, toTag: true }),
    ...(final === 200 ? [request("BYE", { cseq: 3, toTag: true }), expect(200)] : []),
  );
