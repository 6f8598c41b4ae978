/** A SIP phone that nobody here wrote, behind the trunk, and the app: UDP, G.711, digest (test/support/baresip.ts). */
import { Baresip } from "../support/baresip.ts";
import { freePorts } from "../support/free-ports.ts";
import { toneShare } from "../support/tone-share.ts";
import { expectNothingPlayed, expectTone } from "./support/listen.ts";
import {
  accept,
  test as base,
  expect,
  expectNoLiveCall,
  expectTalking,
  hangUp,
  people,
} from "./support/office.ts";
import { callView, control, dial, press } from "./support/phone.ts";

const phoneNumber = "+19195550123";
const phoneAsShown = "(919) 555-0123";
const phoneHz = 620;
const alicesNumber = "+19195550141";
const login = { username: "desk-phone", password: "let-me-in" };

const test = base.extend<{ trunkPort: number; phone: Baresip }>({
  // Playwright reads the pattern to know what a fixture needs: these need nothing.
  // eslint-disable-next-line no-empty-pattern
  trunkPort: async ({}, use) => use((await freePorts(1))[0]!),
  // eslint-disable-next-line no-empty-pattern
  phone: async ({}, use) => {
    const phone = await Baresip.start({ user: phoneNumber, answers: "auto", toneHz: phoneHz, login });
    await use(phone);
    await phone.stop();
  },
  serverConfig: async ({ phone, trunkPort }, use) => {
    const expectAuthFrom = { ...login, algorithms: ["MD5"] };
    const trunk = {
      server: `127.0.0.1:${phone.port}`,
      listenPort: trunkPort,
      keepAliveSeconds: 0,
      expectAuthFrom,
    };
    await use({ phones: { trunk } });
  },
});

/** The last 200 ms that its speaker has played. */
const nowHeardBy = (phone: Baresip): Int16Array => phone.heard().subarray(-1_600);

async function expectPhoneHears(phone: Baresip, hz: number): Promise<void> {
  await expect.poll(() => toneShare([nowHeardBy(phone)], hz)).toBeGreaterThan(0.9);
}

async function expectPhoneHearsNothing(phone: Baresip): Promise<void> {
  await expect.poll(() => nowHeardBy(phone).every((sample) => Math.abs(sample) < 10)).toBe(true);
}

test("a SIP phone is called: voices both ways, keys once each, hold, hang-up at either end", async ({
  office,
  phone,
}) => {
  const alice = await office.seat("alice");
  await dial(alice, "9195550123");
  await expectTalking(alice);
  await expectTone(alice.page, phoneHz, { absent: people.alice.hz });
  await expectPhoneHears(phone, people.alice.hz);

  await control(alice, "Keypad").click();
  await press(callView(alice).getByRole("grid", { name: "Keypad" }), "1559#");
  await expect.poll(() => phone.keys()).toMatch(/#$/);

  await control(alice, "Hold").click();
  await expect(callView(alice).getByText("On hold")).toBeVisible();
  await expectNothingPlayed(alice.page);
  await expectPhoneHearsNothing(phone);
  await control(alice, "Resume").click();
  await expectTone(alice.page, phoneHz, { absent: people.alice.hz });
  await expectPhoneHears(phone, people.alice.hz);

  await hangUp(alice);
  await phone.event("CALL_CLOSED");
  await expectNoLiveCall(alice);
  expect(phone.keys()).toBe("1559#");

  await dial(alice, "9195550123");
  await expectTalking(alice);
  phone.command("hangup");
  await expect(callView(alice).getByText(`${phoneAsShown} hung up.`)).toBeVisible();
  await expectNoLiveCall(alice);
});

test("a SIP phone proves who it is, calls a person's number, and they talk", async ({
  office,
  phone,
  trunkPort,
}) => {
  const alice = await office.seat("alice");
  phone.command("dial", `sip:${alicesNumber}@127.0.0.1:${trunkPort}`);
  const card = alice.page.getByRole("region", { name: "Incoming calls" }).getByRole("article");
  await expect(card.getByRole("heading", { name: phoneAsShown })).toBeVisible();
  await accept(alice);
  await expectTalking(alice);
  await expectTone(alice.page, phoneHz, { absent: people.alice.hz });
  await expectPhoneHears(phone, people.alice.hz);
  await hangUp(alice);
  await phone.event("CALL_CLOSED");
  await expectNoLiveCall(alice);
});
