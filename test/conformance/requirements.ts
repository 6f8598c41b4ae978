/** The conformance list of the protocol reference (bandwidth.md section 9), each item in a few words of ours. */
export interface Requirement {
  readonly id: string;
  /** Who must: the server, the client, or both. */
  readonly side: "S" | "C" | "T";
  readonly text: string;
  /** Why nothing proves it. An item without tests and without a reason is an error. */
  readonly reason?: string;
}

type Row = readonly [number: number, side: Requirement["side"], text: string, reason?: string];

/** The reference marks that part as optional, and it is another product: no client of the WebRTC API v3 meets it. */
const noBrtc = "not built: BRTC (Endpoints API v2) is another product, optional in the reference";

const rows: readonly Row[] = [
  [1, "S", "an empty body makes a participant with a token"],
  [2, "S", "permissions, tag and callbackUrl come back; the token never again"],
  [3, "S", "deviceApiVersion V3 and v3, nothing else"],
  [4, "S", "other or double permissions are 400"],
  [5, "S", "a tag over 50 characters is 400"],
  [6, "S", "401 without the right credentials, 403 for what does not exist"],
  [7, "S", "404 for ids that are unknown or gone, each time"],
  [8, "S", "a session with and without a body"],
  [9, "S", "a member without a body receives nothing"],
  [10, "S", "a member of the session hears present and future members"],
  [11, "S", "another session in body and path is 400"],
  [12, "S", "one session per participant, 20 members: 409"],
  [13, "S", "the list is 200, or 204 when empty"],
  [14, "S", "subscriptions come back as they were put, 204 when there are none"],
  [15, "S", "new subscriptions replace all; none clear and re-offer"],
  [16, "S", "participants and aliases narrow what is heard"],
  [17, "S", "a removed or deleted member's streams stop everywhere"],
  [18, "S", "a deleted session lets its participants live"],
  [19, "S", "sessions end after their lifetime"],
  [20, "S", "the token: compact JWT, v3, at most 186 characters"],
  [21, "S", "the handshake takes what clients send"],
  [22, "S", "a bad token refuses the upgrade with 403"],
  [23, "C", "a token of another version is refused before any I/O"],
  [24, "C", "connecting is bounded in time, an expired token is not tried"],
  [25, "T", "no token in a log"],
  [26, "S", "ids come back with their type, one of result and error"],
  [27, "S", "every request is answered, notifications never"],
  [28, "S", "leave without params"],
  [29, "S", "notifications have params and no id"],
  [30, "C", "both forms of notification; what is unknown is ignored"],
  [31, "C", "requests time out and end with the socket"],
  [32, "T", "setMediaPreferences first, ping in time and answered"],
  [33, "S", "alive without ping; no offer before preferences"],
  [34, "S", "an offer with channels alone is answered"],
  [35, "S", "media flows without the client's candidates"],
  [36, "T", "PING and PONG on both peer connections"],
  [37, "C", "each offer lists all streams and both channels"],
  [38, "S", "the answer tells of each accepted stream"],
  [39, "S", "the answer keeps mids and order in one bundle"],
  [40, "S", "what is not permitted is refused"],
  [41, "S", "a stream left out is unpublished, the rest goes on"],
  [42, "S", "an ICE restart keeps streams"],
  [43, "C", "negotiations one at a time, a failed one is rolled back"],
  [44, "C", "mute without signaling, unpublish releases the device"],
  [45, "S", "revisions rise, over reconnects too"],
  [46, "C", "stale revisions are ignored"],
  [47, "S", "the offer: a full map, unique msids"],
  [48, "S", "the server is DTLS client when it subscribes"],
  [49, "C", "passive answers, whatever the offer's setup"],
  [50, "S", "one unanswered offer at a time, again after a timeout"],
  [51, "S", "nobody gets its own streams"],
  [52, "C", "available and unavailable once a stream"],
  [53, "S", "a failed subscribe side is offered again"],
  [54, "C", "leaving ends everything, whatever state it is in"],
  [55, "S", "frames after leave do no harm; streams go at once"],
  [56, "S", "a lost socket keeps its media for a grace period"],
  [57, "C", "comes back after each close code but 1000"],
  [58, "C", "repairs media after coming back"],
  [59, "S", "1000 is for good, 1001 to come back"],
  [60, "S", "webhooks onConnect, onLeave, onDisconnect"],
  [61, "S", "User-To-User: parsed, found, refused when bad"],
  [62, "S", "a transfer to sipx makes the phone leg a publisher"],
  [63, "S", "limits on the length of uui"],
  [64, "S", "POST /calls: ids and fields"],
  [65, "S", "the order of an outbound call, and its causes"],
  [66, "S", "the order of an inbound call, and its refusal"],
  [67, "S", "Bridge asks one end"],
  [68, "S", "the events of Transfer"],
  [69, "S", "changing a call by API"],
  [70, "S", "keys arrive once, and drive Gather"],
  [71, "C", "keys only where they can be sent, failure shown"],
  [72, "C", "numbers checked, emergency numbers refused"],
  [73, "S", "removing and deleting a phone's participant"],
  [74, "S", "BRTC: an endpoint with a token, one device each", noBrtc],
  [75, "S", "BRTC: both offers at each opening, ready after both answers", noBrtc],
  [76, "T", "BRTC: no offer before the publish side is connected", noBrtc],
  [77, "C", "BRTC: comes back on 1001 only, with all revisions new", noBrtc],
  [78, "T", "BRTC: hang-ups in either form, calls out only when accepted", noBrtc],
];

export const requirements: readonly Requirement[] = rows.map(([number, side, text, reason]) => ({
  id: `R${String(number)}`,
  side,
  text,
  ...(reason === undefined ? {} : { reason }),
}));

/** The items that a test's title names, as `R9 R10 offers …` or `… of the cloud (R40)`. */
export const requirementsOf = (title: string): readonly string[] => title.match(/\bR\d+\b/g) ?? [];
