import { err, ok, type Result } from "../../../common/result.ts";
import { longestUui, parseUui, type Uui } from "../bxml/uui.ts";
import { isE164, isSipUri, numberProblem, sipUriProblem } from "../call-target.ts";
import type { Applications } from "../calls/applications.ts";
import type { CallOrder } from "../calls/calls.ts";
import { readHook, type Hook, type HookTexts } from "../hooks/hook.ts";
import type { CreateCallBody, UpdateCallBody } from "./request-bodies.ts";

/** Checks what a schema cannot: the application, whose numbers these are, where the call may go (R63, R64). */
export function readOrder(body: CreateCallBody, applications: Applications): Result<CallOrder, string> {
  const application = applications.find(body.applicationId);
  if (!application) return err("applicationId: there is no such application");
  if (!isE164(body.from)) return err("from: must be a number in E.164 format");
  if (!application.numbers.includes(body.from)) return err("from: is not a number of this application");
  const problem = isSipUri(body.to) ? sipUriProblem(body.to) : numberProblem(body.to);
  if (problem !== undefined) return err(`to: ${problem}`);
  const uui = readUui(body.uui);
  if (!uui.ok) return uui;
  const answer = readHook(
    answerTexts(body),
    fallbackTexts(body.answerFallbackUrl, body.answerFallbackMethod, body),
  );
  if (!answer) return err("answerUrl: must be an http or https address");
  const disconnect = disconnectHook(body);
  return ok({
    application,
    from: body.from,
    to: body.to,
    callTimeoutMs: Math.round((body.callTimeout ?? 30) * 1_000),
    callbackTimeoutMs: Math.round((body.callbackTimeout ?? 15) * 1_000),
    answer,
    ...(disconnect === undefined ? {} : { disconnect }),
    ...(uui.value === undefined ? {} : { uui: uui.value }),
    ...(body.tag === undefined ? {} : { tag: body.tag }),
    ...(body.displayName === undefined ? {} : { displayName: body.displayName }),
  });
}

/** Where a redirected call gets its new orders. */
export function readRedirect(body: UpdateCallBody): Result<Hook, string> {
  const { redirectUrl: url, redirectMethod: method, username, password } = body;
  if (url === undefined) return err("redirectUrl: is needed to redirect a call");
  const fallback = fallbackTexts(body.redirectFallbackUrl, body.redirectFallbackMethod, body);
  const hook = readHook({ url, method, username, password }, fallback);
  return hook ? ok(hook) : err("redirectUrl: must be an http or https address");
}

function readUui(text: string | undefined): Result<Uui | undefined, string> {
  if (text === undefined) return ok(undefined);
  if (text.length > longestUui.inRequest) return err(`uui: has more than ${longestUui.inRequest} characters`);
  const uui = parseUui(text);
  return uui.ok ? uui : err(`uui: ${uui.error}`);
}

const answerTexts = ({
  answerUrl: url,
  answerMethod: method,
  username,
  password,
}: CreateCallBody): HookTexts => ({
  url,
  method,
  username,
  password,
});

function disconnectHook(body: CreateCallBody): Hook | undefined {
  const { disconnectUrl: url, disconnectMethod: method, username, password } = body;
  return url === undefined ? undefined : readHook({ url, method, username, password });
}

function fallbackTexts(
  url: string | undefined,
  method: "GET" | "POST" | undefined,
  { fallbackUsername, fallbackPassword }: CreateCallBody | UpdateCallBody,
): HookTexts | undefined {
  if (url === undefined) return undefined;
  return { url, method, username: fallbackUsername, password: fallbackPassword };
}
