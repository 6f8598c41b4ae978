import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { sendGuarded } from "./guarded-request.ts";

/** What is sent and answered is in `test/integration/guarded-request.test.ts`. */
describe("a request to a customer's address", () => {
  it.each(["http://%zz@example.com/", "https://name:%@example.com/hook"])(
    "is refused where Node would throw: %s",
    async (address) => {
      const answer = await sendGuarded(new URL(address), {
        method: "POST",
        headers: {},
        body: "{}",
        timeoutMs: 5_000,
        allowPrivateAddresses: false,
        maxAnswerBytes: 0,
        clock: new FakeClock(),
        signal: new AbortController().signal,
      });
      expect(answer).toEqual({ type: "refused" });
    },
  );
});
