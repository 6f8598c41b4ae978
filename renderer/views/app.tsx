import { useEffect } from "preact/hooks";
import type { VNode } from "preact";
import { unreachable } from "../../common/result.ts";
import { account, settings } from "../store/snapshot.ts";
import { Shell } from "./shell/shell.tsx";
import { Restoring } from "./sign-in/restoring.tsx";
import { SignIn } from "./sign-in/sign-in.tsx";

/** Everything on the screen. Empty until main has answered for the first time, which takes a moment only. */
export function App(): VNode | null {
  const theme = settings.value?.theme ?? "system";
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const now = account.value;
  if (now === null) return null;
  switch (now.phase) {
    case "restoring":
      return <Restoring />;
    case "signed-out":
    case "signing-in":
      return <SignIn keychain={now.phase === "signed-out" ? now.keychain : null} />;
    case "signed-in":
      return <Shell me={now.me} keychain={now.keychain} />;
    default:
      return unreachable(now);
  }
}
