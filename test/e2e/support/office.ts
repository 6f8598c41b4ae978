/** A server and the people who work with it: what most end-to-end tests start with. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import type { Host } from "../../../common/contract/contract.ts";
import { type RunningServer, startServerProcess } from "../../../scripts/lib/server.ts";
import { type Desktop, launchDesktop } from "./desktop.ts";
import { writeToneWav } from "./tone.ts";

declare global {
  interface Window {
    readonly host: Host;
  }
}

export const people = {
  alice: { name: "Alice Martin", hz: 440 },
  bob: { name: "Bob Okafor", hz: 1000 },
  carol: { name: "Carol Díaz", hz: 700 },
} as const;
export type Username = keyof typeof people;
export const password = "deskline";

/** One person at one desk: an app with that person's microphone tone. */
export interface Seat {
  readonly username: Username;
  readonly desktop: Desktop;
  readonly page: Page;
  readonly userData: string;
}

export interface SeatOptions {
  readonly userData?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signIn?: boolean;
  /** Besides the microphone with their tone. */
  readonly chromiumArgs?: readonly string[];
  /** Arguments of the app itself. */
  readonly args?: readonly string[];
}

export class Office {
  readonly folder: string;
  server: RunningServer;
  readonly #desktops: Desktop[] = [];
  readonly #outputs: (() => string)[] = [];

  private constructor(folder: string, server: RunningServer) {
    this.folder = folder;
    this.server = server;
  }

  static async open(config: Readonly<Record<string, unknown>> = {}): Promise<Office> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "deskline-e2e-"));
    const stateFile = path.join(folder, "state.json");
    // Any port for media: when the server is started anew, nobody has kept the one after its others free.
    await writeFile(configIn(folder), JSON.stringify({ stateFile, media: { port: 0 }, ...config }));
    return new Office(folder, await startServerProcess(["--config", configIn(folder), "--port", "0"]));
  }

  /** The server falls over and is started anew at the same address; everything in its memory is gone. */
  async restartServer(): Promise<void> {
    const { port } = new URL(this.server.addresses.tokenServer);
    const { process } = this.server;
    const gone = new Promise<void>((resolve) => process.once("exit", () => resolve()));
    process.kill("SIGKILL");
    await gone;
    this.server = await startServerProcess(["--config", configIn(this.folder), "--port", port]);
  }

  /** Opens an app for a person; signs in unless told not to. */
  async seat(username: Username, options: SeatOptions = {}): Promise<Seat> {
    const userData = options.userData ?? (await mkdtemp(path.join(this.folder, `${username}-`)));
    const tone = path.join(this.folder, `${username}.wav`);
    await writeToneWav(tone, people[username].hz, 10);
    const desktop = await launchDesktop({
      userData,
      ...(options.args === undefined ? {} : { args: options.args }),
      env: { DESKLINE_SERVER: this.server.addresses.tokenServer, ...options.env },
      chromiumArgs: [`--use-file-for-fake-audio-capture=${tone}`, ...(options.chromiumArgs ?? [])],
    });
    this.#desktops.push(desktop);
    this.#outputs.push(() => desktop.output());
    const page = await desktop.window();
    const seat = { username, desktop, page, userData };
    if (options.signIn !== false) await signIn(seat);
    return seat;
  }

  /** All that the server and the apps have written to their standard streams so far. */
  output(): string {
    return [this.server.log(), ...this.#outputs.map((read) => read())].join("\n");
  }

  async close(): Promise<void> {
    await Promise.all(this.#desktops.map((desktop) => desktop.close()));
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const configIn = (folder: string): string => path.join(folder, "server.json");

/** Signs in through the form, then switches off the audio processing that would remove a steady tone. */
export async function signIn(seat: Seat, secret: string = password): Promise<void> {
  await fillSignIn(seat, secret);
  await expect(seat.page.getByRole("textbox", { name: "Find people" })).toBeVisible();
  await plainAudio(seat.page);
}

export async function fillSignIn(
  { page, username }: Pick<Seat, "page" | "username">,
  secret: string,
): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export async function plainAudio(page: Page): Promise<void> {
  const changed = await page.evaluate(() =>
    window.host.request("settings.change", {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    }),
  );
  expect(changed.ok).toBe(true);
}

/** Chooses a person in the list and clicks Call. */
export async function call(seat: Seat, callee: Username): Promise<void> {
  await choose(seat, callee);
  await seat.page.getByRole("button", { name: "Call", exact: true }).click();
}

export async function choose(seat: Seat, other: Username): Promise<void> {
  await seat.page
    .getByRole("button", { name: new RegExp(people[other].name) })
    .first()
    .click();
}

export const accept = (seat: Seat): Promise<void> =>
  seat.page.getByRole("button", { name: /^Accept/ }).click();
export const decline = (seat: Seat): Promise<void> =>
  seat.page.getByRole("button", { name: /^Decline/ }).click();
export const hangUp = (seat: Seat): Promise<void> =>
  seat.page
    .getByRole("button", { name: /^Hang up/ })
    .first()
    .click();

/** Waits for the call's timer: it runs only once audio flows. */
export async function expectTalking(...seats: readonly Seat[]): Promise<void> {
  for (const seat of seats) await expect(seat.page.getByRole("timer").first()).toBeVisible();
}

/** The beginning of most calls: both sit down, one calls the other, who accepts, and they talk. */
export async function talk(office: Office, caller: Username, callee: Username): Promise<[Seat, Seat]> {
  const [calling, called] = [await office.seat(caller), await office.seat(callee)];
  await call(calling, callee);
  await accept(called);
  await expectTalking(calling, called);
  return [calling, called];
}

/** Waits until no call is left that one could hang up. */
export async function expectNoLiveCall(...seats: readonly Seat[]): Promise<void> {
  for (const seat of seats) await expect(seat.page.getByRole("button", { name: /^Hang up/ })).toHaveCount(0);
}

/** A test with an office that is closed after it. */
export const test = base.extend<{ serverConfig: Record<string, unknown>; office: Office }>({
  serverConfig: [{}, { option: true }],
  office: async ({ serverConfig }, use, testInfo) => {
    const office = await Office.open(serverConfig);
    await use(office);
    await office.close();
    // What the server and the apps had to say, for whoever looks into it.
    if (testInfo.status !== testInfo.expectedStatus) {
      await writeFile(testInfo.outputPath("output.log"), office.output());
    }
  },
});
export { expect };
