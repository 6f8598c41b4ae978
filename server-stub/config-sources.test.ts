import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Config } from "./config.ts";
import { readCommandLine, type Environment } from "./config-sources.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "deskline-config-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
}

async function config(args: string[], environment: Environment = {}): Promise<Config> {
  const read = await readCommandLine(args, environment);
  if (!read.ok) throw new Error(read.error);
  return read.value.config;
}

async function problem(args: string[], environment: Environment = {}): Promise<string> {
  const read = await readCommandLine(args, environment);
  return read.ok ? "none" : read.error;
}

describe("readCommandLine", () => {
  it("reads JSON and YAML", async () => {
    const json = await file("a.json", '{"port": 9000, "noAnswerMs": 1000}');
    const yaml = await file("a.yaml", "port: 9001\nmedia:\n  listenAddress: 192.0.2.7\n");
    expect(await config(["--config", json])).toMatchObject({ port: 9000, noAnswerMs: 1_000 });
    expect(await config(["--config", yaml])).toMatchObject({
      port: 9001,
      media: { listenAddress: "192.0.2.7" },
    });
  });

  it("lets flags win over the environment, and that over the file", async () => {
    const yaml = await file("b.yaml", "port: 1\nhost: 127.0.0.3\nlogLevel: warn\n");
    const environment = { DESKLINE_CONFIG: yaml, DESKLINE_PORT: "2", DESKLINE_HOST: "127.0.0.2" };
    expect(await config(["--port", "3"], environment)).toMatchObject({
      port: 3,
      host: "127.0.0.2",
      logLevel: "warn",
    });
  });

  it("points at Bandwidth's cloud when its credentials are there", async () => {
    const environment = {
      BW_ACCOUNT_ID: "9900000",
      BW_USERNAME: "api",
      BW_PASSWORD: "secret",
      BW_WEBRTC_API_URL: "https://staging.example/v1",
      DESKLINE_PUBLIC_URL: "https://calls.example",
    };
    expect((await config([], environment)).cloud).toEqual({
      accountId: "9900000",
      username: "api",
      password: "secret",
      webrtcApiUrl: "https://staging.example/v1",
      deviceGatewayUrl: "wss://device.webrtc.bandwidth.com",
    });
  });

  it("takes the vendor's names of the voice application and its numbers", async () => {
    const environment = { BW_VOICE_APPLICATION_ID: "app-1", BW_NUMBER: "+19195550150, +19195550151" };
    expect((await config([], environment)).voice).toMatchObject({
      apiUrl: "https://voice.bandwidth.com/api/v2",
      applicationId: "app-1",
      numbers: ["+19195550150", "+19195550151"],
    });
  });

  it("takes an empty variable for none", async () => {
    expect(await config([], { DESKLINE_PORT: "", BW_ACCOUNT_ID: "" })).toMatchObject({ port: 8790 });
  });

  it.each([
    ["a port that is no number", ["--port", "many"], "port"],
    ["an unknown flag", ["--prot", "1"], "--prot"],
    ["a file that is not there", ["--config", "nowhere.json"], "nowhere.json"],
  ])("says what is wrong with %s", async (_what, args, named) => {
    expect(await problem(args)).toContain(named);
  });

  it("says which file is neither JSON nor YAML, or not keys and values", async () => {
    const broken = await file("broken.yaml", "port: [1\n");
    const list = await file("list.yaml", "- 1\n");
    expect(await problem(["--config", broken])).toContain("broken.yaml");
    expect(await problem(["--config", list])).toContain("list.yaml");
  });
});
