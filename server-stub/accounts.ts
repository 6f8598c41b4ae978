import { PhoneNumber, UserId } from "../common/ids.ts";
import { err, ok, type Result } from "../common/result.ts";
import type { ConfiguredPerson } from "./config.ts";
import { hashPassword, isPasswordHash } from "./token-server/passwords.ts";
import type { Account } from "./token-server/people.ts";

/** For trying things out on one machine; the configuration refuses them on any other address. */
const demoPeople: readonly ConfiguredPerson[] = [
  { id: UserId.parse("alice"), name: "Alice Martin", password: "deskline", numbers: ["+19195550141"] },
  { id: UserId.parse("bob"), name: "Bob Okafor", password: "deskline", numbers: ["+19195550142"] },
  { id: UserId.parse("carol"), name: "Carol Díaz", password: "deskline", numbers: ["+19195550143"] },
];

/** The configured people with their passwords hashed. Equal passwords share a hash: they come from one file anyway. */
export async function hashAccounts(
  people: readonly ConfiguredPerson[] = demoPeople,
): Promise<Result<readonly Account[], string>> {
  const hashes = new Map<string, Promise<string>>();
  const accounts: Account[] = [];
  for (const { id, name, password, passwordHash, numbers } of people) {
    if (passwordHash !== undefined && !isPasswordHash(passwordHash)) {
      return err(`people: the passwordHash of ${id} is not one that --hash-password prints`);
    }
    accounts.push({
      id,
      name,
      numbers: numbers.map((number) => PhoneNumber.parse(number)),
      passwordHash: passwordHash ?? (await hashed(hashes, password ?? "")),
    });
  }
  return ok(accounts);
}

function hashed(hashes: Map<string, Promise<string>>, password: string): Promise<string> {
  const known = hashes.get(password);
  if (known) return known;
  const hash = hashPassword(password);
  hashes.set(password, hash);
  return hash;
}
