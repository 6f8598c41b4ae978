import {
  ApiController,
  Client,
  DeviceApiVersionEnum,
  Environment,
  PublishPermissionEnum,
} from "@bandwidth/webrtc";
import { describe, expect, it } from "vitest";
import { account, useVendorBench } from "./vendor-bench.ts";

const bench = useVendorBench({ withBrowser: false });
const { accountId } = account;
const { AUDIO, VIDEO } = PublishPermissionEnum;
const unknownId = "6f0e1c1a-53b0-4a3e-9d5a-0f6f0c7d9a11";

/** Status and body of what the SDK throws for a refusal. */
async function refusal(work: Promise<unknown>): Promise<{ status: number; body: unknown }> {
  try {
    await work;
  } catch (error) {
    const { statusCode, body } = error as { statusCode: number; body: string };
    return { status: statusCode, body: JSON.parse(body) };
  }
  throw new Error("it was not refused");
}

/** The SDK's way to take a 204 where it knows only a body (R13, R14). */
const nothing = /response body is empty/;

/** A client of the SDK with other credentials. */
const clientWith = (basicAuthUserName: string, basicAuthPassword: string): ApiController =>
  new ApiController(
    new Client({
      environment: Environment.Custom,
      baseUrl: bench.platform().controlApiUrl,
      basicAuthUserName,
      basicAuthPassword,
      timeout: 10_000,
    }),
  );

describe("the vendor's server SDK", () => {
  it("R1 R2 creates a participant, and gets it without its token", async () => {
    const body = { publishPermissions: [AUDIO, VIDEO], tag: "desk 12", callbackUrl: null };
    const { result, statusCode } = await bench.api().createParticipant(accountId, body);
    expect(statusCode).toBe(200);
    const expected = { ...body, id: expect.any(String) as string, sessions: [], subscriptions: {} };
    expect(result.participant).toMatchObject({ ...expected, deviceApiVersion: DeviceApiVersionEnum.V3 });
    expect(result.token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const got = await bench.api().getParticipant(accountId, result.participant!.id!);
    expect(got.result).toEqual(result.participant);
    expect(JSON.stringify(got.body)).not.toContain("token");
  });

  it("R8 R9 R10 R13 R14 fills a session and lists it", async () => {
    const api = bench.api();
    const created = await api.createSession(accountId, { tag: "daily" });
    expect(created.result).toEqual({ id: expect.any(String) as string, tag: "daily" });
    const session = created.result.id!;
    expect((await api.getSession(accountId, session)).result).toEqual(created.result);
    await expect(api.listSessionParticipants(accountId, session)).rejects.toThrow(nothing);
    const alice = await bench.participant(session, { sessionId: session });
    const bob = await bench.participant(session);
    const { result } = await api.listSessionParticipants(accountId, session);
    expect(result.map(({ id }) => id).toSorted()).toEqual(
      [alice.participantId, bob.participantId].toSorted(),
    );
    const rules = await api.getParticipantSubscriptions(accountId, session, alice.participantId);
    expect(rules.result).toEqual({ sessionId: session });
    await expect(api.getParticipantSubscriptions(accountId, session, bob.participantId)).rejects.toThrow(
      nothing,
    );
  });

  it("R15 replaces subscriptions, and clears them", async () => {
    const api = bench.api();
    const session = await bench.createSession();
    const { participantId } = await bench.participant(session, { sessionId: session });
    const only = { sessionId: session, participants: [{ participantId, streamAliases: ["screenshare"] }] };
    await api.updateParticipantSubscriptions(accountId, session, participantId, only);
    const { result } = await api.getParticipantSubscriptions(accountId, session, participantId);
    expect(result).toEqual(only);
    await api.updateParticipantSubscriptions(accountId, session, participantId, {});
    await expect(api.getParticipantSubscriptions(accountId, session, participantId)).rejects.toThrow(nothing);
  });

  it("R7 R17 R18 removes and deletes; what is gone is not found", async () => {
    const api = bench.api();
    const session = await bench.createSession();
    const { participantId } = await bench.participant(session, { sessionId: session });
    expect((await api.removeParticipantFromSession(accountId, session, participantId)).statusCode).toBe(204);
    expect((await api.getParticipant(accountId, participantId)).result.sessions).toEqual([]);
    expect((await api.deleteSession(accountId, session)).statusCode).toBe(204);
    expect((await api.deleteParticipant(accountId, participantId)).statusCode).toBe(204);
    const gone = [
      () => api.getSession(accountId, session),
      () => api.deleteSession(accountId, session),
      () => api.listSessionParticipants(accountId, session),
      () => api.getParticipant(accountId, participantId),
      () => api.deleteParticipant(accountId, participantId),
      () => api.addParticipantToSession(accountId, session, participantId),
      () => api.removeParticipantFromSession(accountId, session, participantId),
      () => api.getParticipantSubscriptions(accountId, session, participantId),
      () => api.updateParticipantSubscriptions(accountId, session, participantId, {}),
      () => api.getParticipant(accountId, unknownId),
    ];
    for (const one of gone) {
      expect(await refusal(one())).toEqual({
        status: 404,
        body: { error: expect.any(String) as string, requestId: expect.any(String) as string },
      });
    }
  });

  it("R6 refuses a wrong password and a foreign account", async () => {
    const unauthorized = { status: 401, body: { message: "Unauthorized" } };
    expect(await refusal(clientWith(account.username, "wrong").createSession(accountId))).toEqual(
      unauthorized,
    );
    expect(await refusal(bench.api().createSession("9911111"))).toEqual(unauthorized);
  });

  it("R5 R12 refuses a tag that is too long, and a second session", async () => {
    const api = bench.api();
    const tooLong = await refusal(api.createParticipant(accountId, { tag: "x".repeat(51) }));
    expect(tooLong.status).toBe(400);
    const { participantId } = await bench.participant(await bench.createSession());
    const other = await bench.createSession();
    expect((await refusal(api.addParticipantToSession(accountId, other, participantId))).status).toBe(409);
  });
});
