import { describe, expect, it } from "vitest";
import { withPerson } from "../../common/chat/conversation-id.ts";
import { bob, callId } from "../../test/support/call-bench.ts";
import { createCallNotifications } from "./call-notifications.ts";
import { createMessageNotifications } from "./message-notifications.ts";
import type { Note, Notify } from "./notify.ts";

function desk(supported = true) {
  const notes: Note[] = [];
  const withdrawn: Note[] = [];
  const done: string[] = [];
  const notify: Notify = (note) => {
    if (!supported) return null;
    notes.push(note);
    return () => withdrawn.push(note);
  };
  let quiet = false;
  const calls = createCallNotifications({
    notify,
    open: () => done.push("open"),
    accept: (id) => done.push(`accept ${id}`),
    decline: (id) => done.push(`decline ${id}`),
    quiet: () => quiet,
  });
  const messages = createMessageNotifications({ notify, open: (id) => done.push(`open ${id}`) });
  return { calls, messages, notes, withdrawn, done, beQuiet: () => (quiet = true) };
}
const hostile = "Bob\u202e\nIncoming call";

describe("the notification of a call", () => {
  it("insists, and answers by its buttons only", () => {
    const { calls, notes, done } = desk();
    calls.incoming({ id: callId(1), name: "Bob" });
    expect(notes).toMatchObject([{ title: "Bob", insistent: true, buttons: ["Accept", "Decline"] }]);
    notes[0]!.onClick();
    notes[0]!.onButton(0);
    notes[0]!.onButton(1);
    expect(done).toEqual(["open", `accept ${callId(1)}`, `decline ${callId(1)}`]);
  });

  it.each([
    ["a withheld number", null, "Unknown number"],
    ["a name of nothing that can be shown", "\u202e\u0000", "Unknown number"],
    ["a name with a second line and a turned direction", hostile, "Bob Incoming call"],
  ])("says who calls on one line: %s", (_what, name, title) => {
    const { calls, notes } = desk();
    calls.incoming({ id: callId(1), name });
    expect(notes).toMatchObject([{ title }]);
  });

  it("goes with the call, and a newer one of the same call takes its place", () => {
    const { calls, notes, withdrawn } = desk();
    calls.incoming({ id: callId(1), name: "Bob" });
    calls.incoming({ id: callId(1), name: "Bob" });
    expect(withdrawn).toEqual([notes[0]]);
    calls.withdraw(callId(1));
    calls.withdraw(callId(1));
    expect(withdrawn).toEqual(notes);
  });

  it("is not shown to who wants quiet, nor where there are none", () => {
    const quiet = desk();
    quiet.beQuiet();
    quiet.calls.incoming({ id: callId(1), name: "Bob" });
    const none = desk(false);
    none.calls.incoming({ id: callId(1), name: "Bob" });
    none.calls.withdraw(callId(1));
    expect([quiet.notes, none.notes]).toEqual([[], []]);
  });
});

describe("the notification of a message", () => {
  const conversation = withPerson(bob.id);

  it("shows the words on one line, and opens the conversation", () => {
    const { messages, notes, done } = desk();
    messages.message({ conversation, title: hostile, words: "see\n\u2067this", count: 2 });
    expect(notes).toMatchObject([{ title: "Bob Incoming call", body: "see this", insistent: false }]);
    notes[0]!.onClick();
    expect(done).toEqual([`open ${conversation}`]);
  });

  it.each([
    ["they are to be kept out", null, 1, "New message"],
    ["they are to be kept out of several", null, 3, "3 new messages"],
    ["nothing of them can be shown", "\u2028", 1, "New message"],
  ])("tells that there are words when %s", (_why, words, count, body) => {
    const { messages, notes } = desk();
    messages.message({ conversation, title: "Bob", words, count });
    expect(notes).toMatchObject([{ body }]);
  });

  it("takes the place of the one before, and goes when it is read", () => {
    const { messages, notes, withdrawn } = desk();
    messages.message({ conversation, title: "Bob", words: "one", count: 1 });
    messages.message({ conversation, title: "Bob", words: "two", count: 2 });
    messages.withdraw(conversation);
    expect(withdrawn).toEqual(notes);
  });
});
