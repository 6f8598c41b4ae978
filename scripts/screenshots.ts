/**
 * Every view in every state as a picture, with an accessibility check of each. Arguments choose scenes by a part of their
 * name, and variants by `@` and theirs: `recents keypad @light @dark`. `--docs` makes docs/views.md.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import {
  accessibilityProblems,
  buildRenderer,
  launchChromium,
  openRenderer,
  serveRenderer,
} from "../test/support/renderer-page.ts";
import { fail, root, say } from "./lib/run.ts";
import { viewScenes, viewVariants, writeViewPages } from "./lib/view-pages.ts";
import { scenes, stateOf } from "./lib/scenes.ts";
import type { Scene } from "./lib/scenes/scene.ts";

interface Variant {
  readonly name: string;
  readonly theme: "light" | "dark";
  readonly options: BrowserContextOptions;
  /** Twice the text size, as the user sets it in the system. */
  readonly largeText?: boolean;
  /** Only for the main views. */
  readonly mainOnly?: boolean;
}

const wide = { width: 980, height: 680 };
const narrow = { width: 360, height: 640 };
const variants: readonly Variant[] = [
  { name: "light", theme: "light", options: { viewport: wide } },
  { name: "dark", theme: "dark", options: { viewport: wide } },
  { name: "narrow-light", theme: "light", options: { viewport: narrow } },
  { name: "narrow-dark", theme: "dark", options: { viewport: narrow } },
  { name: "contrast", theme: "light", options: { viewport: wide, contrast: "more" }, mainOnly: true },
  { name: "contrast-dark", theme: "dark", options: { viewport: wide, contrast: "more" }, mainOnly: true },
  {
    name: "forced",
    theme: "dark",
    options: { viewport: wide, forcedColors: "active", colorScheme: "dark" },
    mainOnly: true,
  },
  { name: "text-200", theme: "light", options: { viewport: wide }, largeText: true, mainOnly: true },
  { name: "text-200-narrow", theme: "light", options: { viewport: narrow }, largeText: true, mainOnly: true },
];

const folder = path.join(root, "screenshots");
const given = process.argv.slice(2);
const forDocs = given.includes("--docs");
const wanted = given.filter((argument) => !argument.startsWith("@") && argument !== "--docs");
const wantedVariants = given
  .filter((argument) => argument.startsWith("@"))
  .map((argument) => argument.slice(1))
  .concat(forDocs ? viewVariants : []);
const chosen = scenes.filter(({ name }) =>
  forDocs ? viewScenes.has(name) : wanted.length === 0 || wanted.some((part) => name.includes(part)),
);
const problems: string[] = [];

await mkdir(folder, { recursive: true });
if (given.length === 0) await rm(folder, { recursive: true }).then(() => mkdir(folder));
// Not dist/: a build of the app may be under way there.
const built = await mkdtemp(path.join(tmpdir(), "deskline-page-"));
await buildRenderer(built);
const server = await serveRenderer(built);
const browsers = { usual: await launchChromium(), large: await launchChromium(32) };
try {
  for (const variant of variants) {
    if (wantedVariants.length > 0 && !wantedVariants.includes(variant.name)) continue;
    const browser = variant.largeText === true ? browsers.large : browsers.usual;
    for (const scene of chosen.filter(({ main }) => main === true || variant.mainOnly !== true)) {
      await shoot(browser, scene, variant);
    }
    say(`${variant.name}: done`);
  }
} finally {
  await Promise.all([browsers.usual.close(), browsers.large.close(), server.close()]);
  await rm(built, { recursive: true });
}
await writeFile(path.join(folder, "index.html"), contactSheet());
if (problems.length > 0) fail(`${String(problems.length)} problems:\n${problems.join("\n")}`);
if (forDocs) await writeViewPages(folder);
say(`Pictures of ${String(chosen.length)} scenes: ${path.join("screenshots", "index.html")}`);

async function shoot(browser: Browser, scene: Scene, variant: Variant): Promise<void> {
  const name = fileName(scene, variant);
  const opened = await openRenderer(
    browser,
    server.url + (scene.card?.page ?? ""),
    stateOf(scene, variant.theme),
    {
      reducedMotion: "reduce",
      ...variant.options,
      ...(scene.card === undefined ? {} : { viewport: scene.card }),
    },
  );
  try {
    await scene.act?.(opened.page);
    await opened.page.screenshot({ path: path.join(folder, name) });
    // Forced colours are the system's: their contrast is not ours to judge.
    const found = variant.name === "forced" ? [] : await accessibilityProblems(opened.page);
    problems.push(...[...found, ...opened.errors].map((problem) => `${name}: ${problem}`));
  } catch (cause) {
    problems.push(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`);
  } finally {
    await opened.close();
  }
}

function fileName(scene: Scene, variant: Variant): string {
  return `${scene.name}.${variant.name}.png`;
}

function contactSheet(): string {
  const figures = scenes.flatMap((scene) =>
    variants
      .filter(({ mainOnly }) => mainOnly !== true || scene.main === true)
      .map((variant) => fileName(scene, variant))
      .map((name) => `<figure><a href="${name}"><img src="${name}" loading="lazy"></a>${name}</figure>`),
  );
  const style =
    "body{font:14px sans-serif;display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0}img{display:block;height:20rem}";
  return `<!doctype html><meta charset="utf-8"><title>Deskline</title><style>${style}</style>${figures.join("")}\n`;
}
