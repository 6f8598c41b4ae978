/** Packages the app with a stand-in for Electron's runtime: what electron-builder needs to see, and nothing that runs. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Arch, build, type Configuration, Platform } from "electron-builder";
import { setPrinter } from "builder-util";
import { packagingOverrides, type PackagingOptions } from "../../scripts/lib/packaging.ts";
import { root } from "../../scripts/lib/run.ts";

/** Where fuses live in Electron's binary: a sentence to find them by, a version, their number, one letter each. */
const fuseSentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const fuseCount = 8;
const electronVersion = "45.4.1";

async function standInElectron(folder: string): Promise<void> {
  const fuses = Buffer.concat([
    Buffer.from(fuseSentinel),
    Buffer.from([1, fuseCount]),
    Buffer.from("1".repeat(fuseCount)),
  ]);
  await mkdir(path.join(folder, "locales"), { recursive: true });
  await mkdir(path.join(folder, "resources"));
  await writeFile(path.join(folder, "electron"), Buffer.concat([Buffer.from("stand-in\n"), fuses]));
  await chmod(path.join(folder, "electron"), 0o755);
  await writeFile(path.join(folder, "version"), electronVersion);
  for (const name of ["chrome-sandbox", "chrome_crashpad_handler", "LICENSE", "LICENSES.chromium.html"])
    await writeFile(path.join(folder, name), "");
  for (const language of ["en-US", "fr"])
    await writeFile(path.join(folder, "locales", `${language}.pak`), "");
}

export interface PackagedApp {
  /** The unpacked app. */
  readonly folder: string;
  readonly resources: string;
  /** Installers that were made. */
  readonly artifacts: readonly string[];
  remove(): Promise<void>;
}

export interface PackageOptions extends PackagingOptions {
  readonly targets?: readonly string[];
  readonly arch?: Arch;
  readonly config?: Configuration;
}

export async function packageForLinux(options: PackageOptions = {}): Promise<PackagedApp> {
  const { targets = ["dir"], arch = Arch.x64, config = {}, ...packaging } = options;
  const work = await mkdtemp(path.join(os.tmpdir(), "packaged-"));
  const electron = path.join(work, "electron");
  await standInElectron(electron);
  const output = path.join(work, "release");
  setPrinter(() => undefined); // it lists every package of the project
  const artifacts = await build({
    projectDir: root,
    publish: "never",
    targets: Platform.LINUX.createTarget([...targets], arch),
    config: {
      ...packagingOverrides(packaging),
      ...config,
      directories: { output, buildResources: "build" },
      electronDist: electron,
      electronVersion,
    },
  });
  const folder = path.join(output, arch === Arch.x64 ? "linux-unpacked" : `linux-${Arch[arch]}-unpacked`);
  return {
    folder,
    resources: path.join(folder, "resources"),
    artifacts,
    remove: () => rm(work, { recursive: true, force: true, maxRetries: 5 }),
  };
}
