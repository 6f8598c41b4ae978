/** Packages as far as they can be judged without Electron's runtime: a stand-in takes its place. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { extractAll, listPackage } from "@electron/asar";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { _electron } from "@playwright/test";
import { DebugLogger } from "builder-util";
import type { Configuration } from "electron-builder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { buildAll } from "../../scripts/lib/build.ts";
import { packagingFile, packagingOverrides } from "../../scripts/lib/packaging.ts";
import { root } from "../../scripts/lib/run.ts";
import { buildElectronHost } from "../electron-host/build.ts";
import { type PackagedApp, packageForLinux } from "../support/packaged-app.ts";

const limitMs = 240_000;
const configuration = parse(readFileSync(packagingFile, "utf8")) as Configuration;
const updateUrl = "https://updates.example/deskline";

type Validate = (config: Configuration, log: DebugLogger) => Promise<void>;
const { validateConfiguration } = createRequire(import.meta.url)(
  "app-builder-lib/out/util/config/config.js",
) as { validateConfiguration: Validate };

describe("the packaging configuration", () => {
  const validate = (config: Configuration): Promise<void> => validateConfiguration(config, new DebugLogger());

  it("is one that electron-builder takes, and it would not take another", async () => {
    await validate(configuration);
    await validate({ ...configuration, ...packagingOverrides({ updateUrl }) });
    const wrong = { ...configuration, electronFusses: {} } as Configuration;
    await expect(validate(wrong)).rejects.toThrow("electronFusses");
  });

  it("has updates only when it is told from where, and over https", () => {
    expect([configuration.publish, packagingOverrides()]).toEqual([null, {}]);
    expect(packagingOverrides({ updateUrl }).publish).toEqual({ provider: "generic", url: updateUrl });
    for (const bad of ["http://updates.example/", "updates.example", "file:///tmp"])
      expect(() => packagingOverrides({ updateUrl: bad })).toThrow("https");
  });

  it("names files that are there", () => {
    const { mac, win, linux } = configuration;
    for (const file of [mac?.icon, mac?.entitlements, mac?.entitlementsInherit, win?.icon, linux?.icon])
      expect([file, existsSync(path.join(root, String(file)))]).toEqual([file, true]);
  });

  it("asks macOS for a microphone, a camera and compiled code, and for nothing else", () => {
    const rights = (file: unknown): string[] =>
      [...readFileSync(path.join(root, String(file)), "utf8").matchAll(/<key>([^<]+)<\/key>/g)].map(
        (match) => match[1]!,
      );
    const { mac } = configuration;
    expect(rights(mac?.entitlementsInherit)).toEqual(["com.apple.security.cs.allow-jit"]);
    expect(rights(mac?.entitlements)).toEqual([
      "com.apple.security.cs.allow-jit",
      "com.apple.security.device.audio-input",
      "com.apple.security.device.camera",
    ]);
  });

  it.each([
    ["linux", "x64"],
    ["linux", "arm64"],
    ["darwin", "x64"],
    ["darwin", "arm64"],
    ["win32", "x64"],
  ])("has native modules for %s %s", async (platform, arch) => {
    for (const name of ["keytar", "classic-level"]) {
      const folder = path.join(root, "node_modules", name, "prebuilds");
      const found = (await readdir(folder)).filter(
        (one) =>
          one.startsWith(`${platform}-`) &&
          one
            .slice(platform.length + 1)
            .split("+")
            .includes(arch),
      );
      expect([name, found.length]).toEqual([name, 1]);
      expect((await readdir(path.join(folder, found[0]!))).some((file) => file.endsWith(".node"))).toBe(true);
    }
  });
});

describe("the icons", () => {
  const file = (name: string): Buffer => readFileSync(path.join(root, "build", name));

  it("come in the sizes that Windows shows, each a PNG", () => {
    const ico = file("icon.ico");
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_none, at) => {
      const entry = ico.subarray(6 + 16 * at, 22 + 16 * at);
      const [length, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)];
      const png = ico.subarray(offset, offset + length);
      expect(png.toString("latin1", 1, 4)).toBe("PNG");
      expect(png.readUInt32BE(16) % 256).toBe(entry[0]);
      return png.readUInt32BE(16);
    });
    expect(sizes).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
  });

  it("come in the pieces that macOS reads", () => {
    const icns = file("icon.icns");
    expect([icns.toString("latin1", 0, 4), icns.readUInt32BE(4)]).toEqual(["icns", icns.length]);
    const types: string[] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      types.push(icns.toString("latin1", at, at + 4));
    expect(types).toEqual(["ic11", "ic12", "ic07", "ic08", "ic13", "ic09", "ic14", "ic10"]);
  });
});

describe("a package for Linux", () => {
  let packaged: PackagedApp;
  beforeAll(async () => {
    await buildAll();
    packaged = await packageForLinux({ updateUrl, targets: ["dir"] });
  }, limitMs);
  afterAll(() => packaged?.remove());
  const archive = (): string => path.join(packaged.resources, "app.asar");

  it("has the bundles, the native modules and nothing else", () => {
    const files = listPackage(archive(), { isPack: false });
    const modules = new Set(
      files.map((file) => /^\/node_modules\/([^/]+)\//.exec(file)?.[1]).filter(Boolean),
    );
    expect([...modules].sort()).toEqual([
      ...["abstract-level", "base64-js", "buffer", "classic-level", "ieee754", "is-buffer", "keytar"],
      ...["level-supports", "level-transcoder", "maybe-combine-errors", "module-error", "node-gyp-build"],
    ]);
    const ours = files.filter((file) => !file.startsWith("/node_modules") && path.extname(file) !== "");
    const known = [
      ...[/^\/package\.json$/, /^\/dist\/main\/(index|lazy-[\w-]+)\.cjs$/, /^\/dist\/preload\/[\w-]+\.cjs$/],
      ...[
        /^\/dist\/renderer\/[\w-]+\.html$/,
        /^\/dist\/renderer\/assets\/[\w.-]+\.(js|css|svg|png|woff2|wav)$/,
      ],
    ];
    expect(ours.filter((file) => !known.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(ours).toEqual(
      expect.arrayContaining(["/dist/main/index.cjs", "/dist/preload/index.cjs", "/package.json"]),
    );
    expect(files.filter((file) => /\.(ts|tsx|map|test\.\w+|gyp|h|c|cc)$/.test(file))).toEqual([]);
  });

  it("keeps native code of this platform, and of no other, beside the archive", async () => {
    const unpacked = path.join(packaged.resources, "app.asar.unpacked");
    const native = (await readdir(unpacked, { recursive: true })).filter((file) => file.endsWith(".node"));
    expect(native.sort()).toEqual([
      "node_modules/classic-level/prebuilds/linux-x64/classic-level.musl.node",
      "node_modules/classic-level/prebuilds/linux-x64/classic-level.node",
      "node_modules/keytar/prebuilds/linux-x64/keytar.node",
    ]);
  });

  it("has a manifest without scripts and without what only builds", () => {
    const folder = path.join(path.dirname(packaged.folder), "manifest");
    extractAll(archive(), folder);
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Record<
      string,
      unknown
    >;
    expect(manifest).toMatchObject({ main: "dist/main/index.cjs", desktopName: "deskline.desktop" });
    expect([manifest.scripts, manifest.devDependencies]).toEqual([undefined, undefined]);
  });

  it("has its fuses set in the runtime", async () => {
    const wire = await getCurrentFuseWire(path.join(packaged.folder, "deskline"));
    const isOn = (fuse: FuseV1Options): boolean => String.fromCharCode(wire[fuse] ?? 0) === "1";
    expect([
      isOn(FuseV1Options.RunAsNode),
      isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      isOn(FuseV1Options.EnableNodeCliInspectArguments),
      isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
      isOn(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
    ]).toEqual([false, false, false, false, false]);
    expect([
      isOn(FuseV1Options.EnableCookieEncryption),
      isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      isOn(FuseV1Options.OnlyLoadAppFromAsar),
    ]).toEqual([true, true, true]);
  });

  it("knows where its updates come from", () => {
    expect(readFileSync(path.join(packaged.resources, "app-update.yml"), "utf8")).toContain(
      `url: ${updateUrl}`,
    );
  });

  it(
    "starts from its archive, and shows where to sign in",
    async () => {
      const work = await mkdtemp(path.join(os.tmpdir(), "packed-app-"));
      const app = path.join(work, "resources/app");
      extractAll(archive(), app);
      await cp(path.join(packaged.resources, "app-update.yml"), path.join(work, "resources/app-update.yml"));
      process.env.ELECTRON_OVERRIDE_DIST_PATH = await buildElectronHost();
      const env = {
        ...(process.env as Record<string, string>),
        ELECTRON_HOST_HEADLESS: "1",
        ELECTRON_HOST_PACKAGED: "1",
      };
      const running = await _electron.launch({
        args: [`--user-data-dir=${path.join(work, "data")}`, app],
        cwd: work,
        env,
      });
      try {
        const page = await running.firstWindow();
        await page.getByRole("button", { name: "Sign in" }).waitFor();
        const updater = await running.evaluate(({ app: main }) => {
          const file = `${main.getAppPath()}/dist/main/lazy-main.cjs`;
          const { main: library } = process.mainModule!.require(file) as {
            main: { autoUpdater: { checkForUpdates: unknown } };
          };
          return [main.isPackaged, typeof library.autoUpdater.checkForUpdates];
        });
        expect(updater).toEqual([true, "function"]);
      } finally {
        await running.evaluate(({ app: main }) => main.quit()).catch(() => undefined);
        await running.close();
        await rm(work, { recursive: true, force: true, maxRetries: 10 });
      }
    },
    limitMs,
  );
});

describe("npm run package", () => {
  it("refuses an update service that is not https, before anything else", () => {
    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/package.ts"], {
      cwd: root,
      env: { ...process.env, DESKLINE_UPDATE_URL: "http://updates.example/" },
      encoding: "utf8",
    });
    expect([status, stderr.trim()]).toEqual([
      1,
      'DESKLINE_UPDATE_URL must be an https address, not "http://updates.example/"',
    ]);
  });
});

describe("the deb package", () => {
  let packaged: PackagedApp;
  let deb: string;
  beforeAll(async () => {
    process.env.CUSTOM_FPM_PATH = path.join(root, "test/support/fpm-for-deb.mjs");
    packaged = await packageForLinux({ targets: ["deb"] });
    deb = packaged.artifacts.find((file) => file.endsWith(".deb"))!;
  }, limitMs);
  afterAll(() => packaged?.remove());
  const dpkg = (...args: string[]): string => execFileSync("dpkg-deb", args, { encoding: "utf8" });

  it("says what it is and what it needs", () => {
    const field = (name: string): string => dpkg("-f", deb, name).trim();
    expect([field("Package"), field("Architecture"), field("Version")]).toEqual([
      "deskline",
      "amd64",
      "0.1.0",
    ]);
    expect(field("Depends")).toContain("libsecret-1-0");
  });

  it("installs the app, its menu entry, its icons and a profile that lets the sandbox work", () => {
    const files = dpkg("-c", deb);
    for (const file of [
      "./opt/Deskline/deskline",
      "./opt/Deskline/resources/app.asar",
      "./opt/Deskline/resources/apparmor-profile",
      "./usr/share/applications/deskline.desktop",
      "./usr/share/icons/hicolor/256x256/apps/deskline.png",
    ])
      expect(files).toContain(` ${file}\n`);
    expect(files).not.toContain("app-update.yml"); // it was packaged without an update service
  });

  it("claims links to numbers and to Deskline, and its windows", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "deb-"));
    dpkg("-x", deb, folder);
    const entry = readFileSync(path.join(folder, "usr/share/applications/deskline.desktop"), "utf8");
    await rm(folder, { recursive: true });
    const schemes = ["tel", "sip", "callto", "deskline"]
      .map((scheme) => `x-scheme-handler/${scheme};`)
      .join("");
    expect(entry.split("\n")).toEqual(
      expect.arrayContaining([
        `MimeType=${schemes}`,
        "StartupWMClass=deskline",
        "Exec=/opt/Deskline/deskline %U",
        "Categories=Network;InstantMessaging;Telephony;",
      ]),
    );
  });
});
