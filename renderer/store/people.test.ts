import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Dispose } from "../../common/scope.ts";
import {
  alice,
  bob,
  call,
  carol,
  createFakeHost,
  type FakeHost,
  snapshot,
} from "../../test/support/fake-host.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { foundPeople, matches, ownPresence, people, peopleLoading, setQuery } from "./people.ts";
import { startStore } from "./store.ts";

describe("the filter", () => {
  it.each([
    ["", true],
    ["car", true],
    ["DIAZ", true],
    ["díaz carol", true],
    ["iaz", false],
    ["carol bob", false],
  ])("%j finds Carol Díaz: %s", (query, found) => {
    expect(matches(carol, query)).toBe(found);
  });

  it("finds by username too", () => {
    expect(matches({ ...bob, name: "Robert Okafor" }, "bob")).toBe(true);
  });
});

describe("people", () => {
  let fake: FakeHost;
  let stop: Dispose;
  beforeEach(async () => {
    fake = createFakeHost(snapshot({ people: [carol, alice, bob] }));
    stop = startStore(fake.host);
    await settle();
  });
  afterEach(() => stop());

  it("are everybody but alice herself, by name", () => {
    expect(people.value.map(({ id }) => id)).toEqual([bob.id, carol.id]);
  });

  it("keep their order when bob goes offline", () => {
    fake.publish(snapshot({ people: [carol, { ...bob, presence: "offline" }] }));
    expect(people.value.map(({ id }) => id)).toEqual([bob.id, carol.id]);
  });

  it("are filtered by what is typed, and by nothing after signing out", () => {
    setQuery("dia");
    expect(foundPeople.value.map(({ id }) => id)).toEqual([carol.id]);
    fake.publish(snapshot({ account: { phase: "signed-out", failure: null, keychain: null } }));
    fake.publish(snapshot({ people: [carol, bob] }));
    expect(foundPeople.value).toHaveLength(2);
  });

  it("are loading only while the server has not told them", () => {
    fake.publish(snapshot({ people: [], registration: "connecting" }));
    expect(peopleLoading.value).toBe(true);
    fake.publish(snapshot({ people: [], registration: "registered" }));
    expect(peopleLoading.value).toBe(false);
  });

  it("see alice in a call while she talks, and offline while nobody can ring her", () => {
    expect(ownPresence.value).toBe("online");
    fake.publish(snapshot({ calls: [call("connected")] }));
    expect(ownPresence.value).toBe("in-call");
    fake.publish(snapshot({ registration: "reconnecting" }));
    expect(ownPresence.value).toBe("offline");
  });
});
