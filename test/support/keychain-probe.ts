/**
 * A program of its own, because libsecret looks for the bus once a process: does one keychain operation and prints its
 * result. Arguments: get, set or delete, and the account. The secret of a set comes on standard input.
 */
import { readFileSync } from "node:fs";
import { systemClock } from "../../main/app/system-clock.ts";
import { createKeytarKeychain } from "../../main/settings/keytar-keychain.ts";
import { loadKeytar } from "../../main/settings/keytar-loader.ts";
import { KeptLog } from "./kept-log.ts";

const [operation, account = ""] = process.argv.slice(2);
const keychain = createKeytarKeychain({ load: loadKeytar, clock: systemClock, log: new KeptLog() });
const result =
  operation === "set"
    ? await keychain.set(account, readFileSync(0, "utf8"))
    : operation === "delete"
      ? await keychain.delete(account)
      : await keychain.get(account);
process.stdout.write(JSON.stringify(result), () => process.exit(0));
