import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { Registry, type RegistryChange } from "./registry.ts";

const hourMs = 3_600_000;

function setUp() {
  const clock = new FakeClock();
  const registry = new Registry({ clock, lifetimeMs: 9 * hourMs, maxMembers: 20 });
  const changes: RegistryChange[] = [];
  registry.onChange((change) => changes.push(change));
  const session = registry.createSession("standup").id;
  const alice = registry.createParticipant({ publishPermissions: ["AUDIO"], tag: "alice" }).id;
  const bob = registry.createParticipant({}).id;
  return { clock, registry, changes, session, alice, bob };
}

const code = (result: { ok: boolean; error?: { code: string } }) => result.error?.code;

describe("Registry", () => {
  it("creates a participant in no session and with no subscriptions", () => {
    const participant = setUp().registry.createParticipant({ callbackUrl: null, tag: "t" });
    expect(participant).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      callbackUrl: null,
      tag: "t",
      sessions: [],
      subscriptions: {},
      deviceApiVersion: "V3",
    });
  });

  it("lists members in the order of joining, with their session and subscriptions", () => {
    const { registry, session, alice, bob } = setUp();
    registry.addMember(session, bob, {});
    registry.addMember(session, alice, { sessionId: session });
    const members = registry.members(session);
    expect(members).toMatchObject({
      ok: true,
      value: [
        { id: bob, sessions: [session], subscriptions: {} },
        { id: alice, sessions: [session], subscriptions: { sessionId: session } },
      ],
    });
  });

  it("replaces subscriptions when a member is added again", () => {
    const { registry, session, alice } = setUp();
    registry.addMember(session, alice, { sessionId: session });
    registry.addMember(session, alice, {});
    expect(registry.subscriptions(session, alice)).toEqual({ ok: true, value: {} });
  });

  it("refuses a member of another session, and has changed nothing", () => {
    const { registry, session, alice } = setUp();
    const other = registry.createSession(undefined).id;
    registry.addMember(session, alice, {});
    expect(code(registry.addMember(other, alice, {}))).toBe("conflict");
    expect(registry.members(other)).toEqual({ ok: true, value: [] });
    expect(registry.participant(alice)).toMatchObject({ value: { sessions: [session] } });
  });

  it("refuses the 21st member", () => {
    const { registry, session } = setUp();
    const add = () => registry.addMember(session, registry.createParticipant({}).id, {});
    for (let count = 0; count < 20; count += 1) expect(add().ok).toBe(true);
    expect(code(add())).toBe("conflict");
  });

  it("refuses a body of another session", () => {
    const { registry, session, alice } = setUp();
    expect(code(registry.addMember(session, alice, { sessionId: "another" }))).toBe("invalid");
    registry.addMember(session, alice, {});
    expect(code(registry.setSubscriptions(session, alice, { sessionId: "another" }))).toBe("invalid");
  });

  it("forgets session and subscriptions of a removed member", () => {
    const { registry, changes, session, alice } = setUp();
    registry.addMember(session, alice, { sessionId: session });
    expect(registry.removeMember(session, alice).ok).toBe(true);
    expect(registry.participant(alice)).toMatchObject({ value: { sessions: [], subscriptions: {} } });
    expect(changes.at(-1)).toEqual({ type: "member.removed", sessionId: session, participantId: alice });
    expect(code(registry.removeMember(session, alice))).toBe("not-found");
  });

  it("keeps the participants of a deleted session, free to join another", () => {
    const { registry, changes, session, alice } = setUp();
    registry.addMember(session, alice, { sessionId: session });
    registry.deleteSession(session);
    expect(changes.at(-1)).toEqual({ type: "session.deleted", memberIds: [alice] });
    expect(registry.participant(alice)).toMatchObject({ value: { sessions: [], subscriptions: {} } });
    expect(registry.addMember(registry.createSession(undefined).id, alice, {}).ok).toBe(true);
  });

  it("takes a deleted participant out of its session before telling of it", () => {
    const { registry, changes, session, alice, bob } = setUp();
    registry.addMember(session, alice, {});
    registry.addMember(session, bob, {});
    registry.deleteParticipant(alice);
    expect(registry.members(session)).toMatchObject({ value: [{ id: bob }] });
    expect(changes.slice(-2)).toEqual([
      { type: "participant.deleted", participantId: alice },
      { type: "session.changed", sessionId: session },
    ]);
  });

  it("answers not-found for everything unknown or deleted", () => {
    const { registry, session, alice } = setUp();
    registry.deleteParticipant(alice);
    const gone = registry.createSession(undefined).id;
    registry.deleteSession(gone);
    const results = [
      registry.participant(alice),
      registry.deleteParticipant(alice),
      registry.session(gone),
      registry.deleteSession(gone),
      registry.members(gone),
      registry.addMember(gone, alice, {}),
      registry.addMember(session, alice, {}),
      registry.removeMember(session, alice),
      registry.subscriptions(session, alice),
      registry.setSubscriptions(session, alice, {}),
    ];
    expect(results.map(code)).toEqual(results.map(() => "not-found"));
  });

  it("forgets sessions and participants 9 h after their creation (R19)", () => {
    const { clock, registry, session, alice } = setUp();
    clock.advance(9 * hourMs - 1);
    expect(registry.session(session).ok).toBe(true);
    clock.advance(1);
    expect(code(registry.session(session))).toBe("not-found");
    expect(code(registry.participant(alice))).toBe("not-found");
    expect(clock.running).toBe(0);
  });

  it("leaves no timer running when it closes", () => {
    const { clock, registry } = setUp();
    registry.close();
    expect(clock.running).toBe(0);
  });
});
