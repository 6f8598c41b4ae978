/** docs/views.md: the views that a reader of the documentation should see, light and dark. */
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./run.ts";

/** Scene by scene, with the sentence that stands above its pictures. */
const views: readonly (readonly [scene: string, words: string])[] = [
  ["sign-in", "Sign in"],
  ["people", "People"],
  ["people-empty", "Nobody there yet"],
  ["person", "A person"],
  ["people-long-name", "A long name"],
  ["call-connected", "A call"],
  ["call-video", "A video call"],
  ["call-two", "A call, and one that waits"],
  ["call-people", "Taking somebody in"],
  ["call-transfer", "Passing a call on"],
  ["call-reconnecting", "The network is away"],
  ["call-no-answer", "Nobody answered"],
  ["call-microphone-denied", "The microphone is not allowed"],
  ["keypad-number", "The keypad"],
  ["keypad-emergency", "An emergency number"],
  ["call-keypad", "Keys in a phone call"],
  ["recents-call", "Recent calls"],
  ["incoming-phone", "A phone calls"],
  ["incoming-in-call", "A second call"],
  ["sessions", "Sessions"],
  ["session-grid", "In a session"],
  ["session-presenter", "Somebody shares"],
  ["session-sharing", "Sharing oneself"],
  ["session-people", "Who is in a session"],
  ["share-picker-chosen", "Choosing what to share"],
  ["chat-person", "Chat"],
  ["chat-empty", "No conversation yet"],
  ["settings", "Settings"],
  ["updates-downloading", "A new version is loaded"],
  ["updates-ready", "A new version is ready"],
  ["updates-in-call", "A new version, and a call"],
  ["updates-failed", "Looking for a new version failed"],
  ["updates-offered", "A new version is offered"],
  ["link-call", "A link from outside"],
  ["card-incoming", "The small window of an incoming call"],
  ["card-mini", "The small window of a call"],
  ["card-share-bar", "The bar of a share"],
];

export const viewScenes: ReadonlySet<string> = new Set(views.map(([scene]) => scene));
export const viewVariants = ["light", "dark"] as const;

/** Copies the pictures and writes the page. Throws when one is missing. */
export async function writeViewPages(pictures: string): Promise<void> {
  const folder = path.join(root, "docs/images/views");
  await mkdir(folder, { recursive: true });
  const sections: string[] = [];
  for (const [scene, words] of views) {
    const images: string[] = [];
    for (const variant of viewVariants) {
      const name = `${scene}.${variant}.png`;
      await copyFile(path.join(pictures, name), path.join(folder, name));
      images.push(`![${words}, ${variant}](images/views/${name})`);
    }
    sections.push(`## ${words}\n\n${images.join("\n")}\n`);
  }
  const head =
    "# Every view, light and dark\n\nMade by `npm run screenshots -- --docs`; each picture was also checked with axe when it was taken.\n";
  await writeFile(path.join(root, "docs/views.md"), [head, ...sections].join("\n"));
}
