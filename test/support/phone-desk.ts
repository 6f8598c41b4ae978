/** A desk with a telephone network: the real Voice API and simulated phones, behind a fake platform. */
import { createPhoneNetwork } from "../../server-stub/pstn/create-phone-network.ts";
import type { SimulatedPhones } from "../../server-stub/pstn/simulated/simulated-phones.ts";
import type { TokenServerOptions } from "../../server-stub/token-server/token-server-options.ts";
import { voiceWebhookPaths } from "../../server-stub/token-server/voice-access.ts";
import { createVoiceApi } from "../../server-stub/voice/voice-api.ts";
import { FakeClock } from "./fake-clock.ts";
import { fakeAccount } from "./fake-control-api.ts";
import { FakeInterconnect } from "./fake-interconnect.ts";
import { Desk, numbers } from "./token-server-desk.ts";

export const accountNumber = "+19195550150";
export const webhookCredentials = { username: "hook", password: "hook-pass" };

export interface PhoneDesk {
  readonly desk: Desk;
  readonly phones: SimulatedPhones;
  readonly interconnect: FakeInterconnect;
  /** Moves time on until the condition holds, 20 ms a turn. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

export async function openPhoneDesk(
  options: Omit<Partial<TokenServerOptions>, "clock"> = {},
): Promise<PhoneDesk> {
  const clock = new FakeClock();
  const log = () => {};
  const interconnect = new FakeInterconnect();
  const network = await createPhoneNetwork({ simulated: true, clock, log, listenAddress: "127.0.0.1" });
  const api = await createVoiceApi({
    account: fakeAccount,
    network,
    interconnect,
    allowPrivateAddresses: true,
    clock,
    log,
  });
  const voice = {
    baseUrl: api.baseUrl,
    applicationId: "app",
    account: fakeAccount,
    sipxUri: "sip:sipx.webrtc.bandwidth.com:5060",
    numbers: [accountNumber],
    webhookCredentials,
  };
  const desk = await Desk.open({ clock, voice, ...options });
  api.addApplication({
    id: "app",
    callInitiatedUrl: `${desk.url}${voiceWebhookPaths.callInitiated}`,
    callStatusUrl: `${desk.url}${voiceWebhookPaths.callStatus}`,
    numbers: [accountNumber, ...Object.values(numbers)],
    ...webhookCredentials,
  });
  const phones = network.simulatedPhones;
  if (!phones) throw new Error("no simulated phones");
  return {
    desk,
    phones,
    interconnect,
    async until(condition) {
      while (!(await condition())) await clock.pass(20);
    },
    async close() {
      await desk.close();
      await api.close();
      await network.close();
    },
  };
}
