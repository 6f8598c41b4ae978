import { describe, expect, it } from "vitest";
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { MediaAccess } from "../../common/wire/token-server.ts";
import { FakeBackend } from "../../test/support/call-bench.ts";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";
import { CallAccess } from "./call-access.ts";

function bench() {
  const asked: ((answer: Result<MediaAccess, CallError>) => void)[] = [];
  const takeMediaAccess = (): Promise<Result<MediaAccess, CallError>> => {
    const answer = deferred<Result<MediaAccess, CallError>>();
    asked.push((value) => answer.resolve(value));
    return answer.promise;
  };
  const backend = new FakeBackend();
  return { asked, granted: () => ok(backend.nextAccess()), access: new CallAccess({ takeMediaAccess }) };
}
const unreachable = err({ code: "server-unreachable" } as const);

describe("CallAccess", () => {
  it("asks once for all who want it", async () => {
    const { asked, granted, access } = bench();
    const both = [access.get(), access.get()];
    asked[0]!(granted());
    expect((await both[0])!).toBe(await both[1]);
    expect(await access.get()).toMatchObject({ ok: true, value: { deviceToken: "device-token-1" } });
    expect(asked).toHaveLength(1);
  });

  it("asks anew after a failure", async () => {
    const { asked, access } = bench();
    const first = access.get();
    asked[0]!(unreachable);
    expect(await first).toEqual(unreachable);
    void access.get();
    expect(asked).toHaveLength(2);
  });

  it("keeps the fresh one when the one before it fails late", async () => {
    const { asked, granted, access } = bench();
    void access.get();
    const fresh = access.renew();
    asked[0]!(unreachable);
    await settle();
    asked[1]!(granted());
    expect(await access.get()).toBe(await fresh);
    expect(asked).toHaveLength(2);
  });
});
