import { beforeEach, describe, expect, it } from "vitest";
import { PhoneNumber, UserId } from "../../common/ids.ts";
import { Person } from "../../common/wire/token-server.ts";
import { Directory } from "./directory.ts";

const person = (id: string, name: string, presence = "online"): Person =>
  Person.parse({ id, name, presence });
const alice = UserId.parse("alice");
const bob = UserId.parse("bob");

let directory: Directory;
let changes: number;
beforeEach(() => {
  directory = new Directory();
  changes = 0;
  directory.onChange(() => changes++);
  const people = [
    person("carol", "Carol Díaz"),
    person("bob", "Bob Okafor"),
    person("alice", "Alice Martin"),
  ];
  directory.serviceEvent({ type: "snapshot", people, calls: [], rooms: [], numbers: [] });
});

describe("Directory", () => {
  it("lists the others by name", () => {
    expect(directory.others(alice).map(({ name }) => name)).toEqual(["Bob Okafor", "Carol Díaz"]);
    expect(directory.find(bob)?.name).toBe("Bob Okafor");
  });

  it("knows our own numbers until another account comes", () => {
    const numbers = [PhoneNumber.parse("+19195550100")];
    directory.serviceEvent({ type: "snapshot", people: [], calls: [], rooms: [], numbers });
    expect(directory.numbers).toEqual(numbers);
    directory.clear();
    expect(directory.numbers).toEqual([]);
  });

  it("follows a change of one person", () => {
    directory.serviceEvent({ type: "person.changed", person: person("bob", "Bob Okafor", "in-call") });
    expect(directory.find(bob)?.presence).toBe("in-call");
    expect(changes).toBe(2);
  });

  it("forgets whoever is not in the next snapshot", () => {
    directory.serviceEvent({
      type: "snapshot",
      people: [person("bob", "Bob Okafor")],
      calls: [],
      rooms: [],
      numbers: [],
    });
    expect(directory.others(alice)).toHaveLength(1);
  });

  it("is empty after signing out", () => {
    directory.clear();
    expect(directory.others(null)).toEqual([]);
  });

  it("is not changed by calls", () => {
    directory.serviceEvent({ type: "signed-out", reason: "revoked" });
    expect(changes).toBe(1);
  });
});
