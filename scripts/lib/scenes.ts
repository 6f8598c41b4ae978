/** What the screenshots show: every view in every state. */
import type { Snapshot } from "../../common/contract/state.ts";
import { snapshot } from "../../test/support/fake-host.ts";
import { callScenes } from "./scenes/call-scenes.ts";
import { callControlScenes } from "./scenes/call-control-scenes.ts";
import { chatScenes } from "./scenes/chat-scenes.ts";
import { desktopScenes } from "./scenes/desktop-scenes.ts";
import { dialerScenes } from "./scenes/dialer-scenes.ts";
import { entranceScenes } from "./scenes/entrance-scenes.ts";
import { incomingScenes } from "./scenes/incoming-scenes.ts";
import { peopleScenes } from "./scenes/people-scenes.ts";
import { sessionScenes } from "./scenes/session-scenes.ts";
import { settingsScenes } from "./scenes/settings-scenes.ts";
import { updateScenes } from "./scenes/update-scenes.ts";
import type { Scene } from "./scenes/scene.ts";

export const scenes: readonly Scene[] = [
  ...entranceScenes,
  ...peopleScenes,
  ...callScenes,
  ...dialerScenes,
  ...callControlScenes,
  ...incomingScenes,
  ...sessionScenes,
  ...chatScenes,
  ...settingsScenes,
  ...updateScenes,
  ...desktopScenes,
];

/** The snapshot of a scene, themed. */
export const stateOf = (scene: Scene, theme: "light" | "dark"): Snapshot => {
  const state = snapshot(scene.state());
  return { ...state, settings: { ...state.settings, theme } };
};
