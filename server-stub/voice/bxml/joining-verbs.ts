import { isE164, numberProblem, sipUriProblem } from "../call-target.ts";
import type { ElementReader } from "./element-reader.ts";
import { longestUui, parseUui, type Uui } from "./uui.ts";
import type { Bridge, Transfer, TransferTarget } from "./verbs.ts";
import type { XmlElement } from "./xml-element.ts";

const mostTargets = 8;
const callTimeoutSeconds = { min: 1, max: 300, otherwise: 30 };
/** What a caller id may be beside a number. */
const withheld = /^(restricted|anonymous|private|unavailable)$/i;

export function readTransfer(reader: ElementReader): Transfer {
  reader.ignore("diversionTreatment", "diversionReason");
  const complete = reader.hook("transferComplete");
  const tag = reader.text("tag");
  const callerId = reader.text("transferCallerId");
  if (callerId && !isE164(callerId) && !withheld.test(callerId))
    reader.fail("needs a number as transferCallerId");
  const displayName = reader.text("transferCallerDisplayName", { longest: 256 });
  if (reader.children.length < 1 || reader.children.length > mostTargets)
    reader.fail(`needs 1 to ${mostTargets} PhoneNumber or SipUri`);
  return {
    verb: "Transfer",
    callTimeoutMs: reader.milliseconds("callTimeout", callTimeoutSeconds),
    targets: reader.children.slice(0, mostTargets).map((child) => readTarget(reader, child)),
    ...(callerId ? { callerId } : {}),
    ...(displayName === undefined ? {} : { displayName }),
    ...(complete === undefined ? {} : { complete }),
    ...(tag === undefined ? {} : { tag }),
  };
}

function readTarget(transfer: ElementReader, element: XmlElement): TransferTarget {
  const reader = transfer.inner(element);
  const [answer, disconnect, tag] = [
    reader.hook("transferAnswer"),
    reader.hook("transferDisconnect"),
    reader.text("tag"),
  ];
  const uui = element.name === "SipUri" ? readUui(reader) : undefined;
  const to = reader.content;
  const problem = targetProblem(element.name, to);
  if (problem !== undefined) reader.fail(problem);
  if (reader.problem !== undefined) transfer.fail(`holds a wrong element: ${reader.problem}`);
  return {
    to,
    ...(uui === undefined ? {} : { uui }),
    ...(answer === undefined ? {} : { answer }),
    ...(disconnect === undefined ? {} : { disconnect }),
    ...(tag === undefined ? {} : { tag }),
  };
}

function targetProblem(element: string, to: string): string | undefined {
  if (element === "PhoneNumber") return numberProblem(to);
  return element === "SipUri" ? sipUriProblem(to) : "is neither PhoneNumber nor SipUri";
}

function readUui(reader: ElementReader): Uui | undefined {
  const text = reader.text("uui", { longest: longestUui.inBxml });
  if (text === undefined) return undefined;
  const uui = parseUui(text);
  if (uui.ok) return uui.value;
  reader.fail(`has a uui that ${uui.error}`);
  return undefined;
}

export function readBridge(reader: ElementReader): Bridge {
  const complete = reader.hook("bridgeComplete");
  const targetComplete = reader.hook("bridgeTargetComplete");
  const tag = reader.text("tag");
  if (!/^[\w-]{1,64}$/.test(reader.content)) reader.fail("needs a call id");
  return {
    verb: "Bridge",
    targetCallId: reader.content,
    ...(complete === undefined ? {} : { complete }),
    ...(targetComplete === undefined ? {} : { targetComplete }),
    ...(tag === undefined ? {} : { tag }),
  };
}
