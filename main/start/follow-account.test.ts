import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alice, callBench } from "../../test/support/call-bench.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import type { SignInSession } from "../backend/sign-in-session.ts";
import { Recents } from "../recents/recents.ts";
import { followAccount } from "./follow-account.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), "recents-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("calls and recents", () => {
  it("keep the call that a revoked sign-in has cut off, for whose it was", async () => {
    let tell: (session: SignInSession | null) => void = () => undefined;
    const account = {
      onSession: (listener: typeof tell) => {
        tell = listener;
        return () => undefined;
      },
    };
    const bench = callBench();
    const recents = new Recents({ folder, log: new KeptLog() });
    bench.service.onEnded((call) => recents.record(call));
    followAccount({ account, calls: bench.service, recents });
    // Of a session only server and user are asked for here.
    const session = { server: "https://desk.example", user: alice } as SignInSession;
    tell(session);
    const id = await bench.talk();
    tell(null);
    expect([bench.service.calls, recents.all]).toEqual([[], []]);
    tell(session);
    expect(recents.all).toMatchObject([{ id, reason: { code: "signed-out" } }]);
  });
});
