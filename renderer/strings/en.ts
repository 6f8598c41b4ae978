/** Every text of the app in English, one file a view, besides failures (`failures.ts`), ended calls
 * (`end-reasons.ts`) and notices (`notices.ts`). */
import { call, incoming, targets } from "./call.ts";
import { chat } from "./chat.ts";
import { general } from "./general.ts";
import { keypad } from "./keypad.ts";
import { find, people, person } from "./people.ts";
import { recents } from "./recents.ts";
import { sessions } from "./sessions.ts";
import { settings } from "./settings.ts";
import { share, shareBar } from "./share.ts";
import { announce, link, rail, windowTitle } from "./shell.ts";
import { restoring, signIn } from "./sign-in.ts";
import { stage } from "./stage.ts";
import { updates } from "./updates.ts";

export const text = {
  ...general,
  announce,
  call,
  chat,
  find,
  incoming,
  keypad,
  link,
  people,
  person,
  rail,
  recents,
  restoring,
  sessions,
  settings,
  share,
  shareBar,
  signIn,
  stage,
  targets,
  updates,
  windowTitle,
};
