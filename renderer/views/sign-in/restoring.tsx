import type { VNode } from "preact";
import { retryConnection, signOut } from "../../store/actions.ts";
import { settings } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { serverName } from "../../strings/format.ts";
import { Button } from "../../ui/button.tsx";
import { Entrance } from "./entrance.tsx";

/** A kept sign-in is tried; it may take as long as the server is away. */
export function Restoring(): VNode {
  const server = serverName(settings.value?.server ?? "");
  return (
    <Entrance>
      <section class="entrance__box" aria-busy="true">
        <span class="spinner spinner--large" aria-hidden="true" />
        <h1 class="entrance__title">
          {server === "" ? text.restoring.titleWithoutServer : text.restoring.title(server)}
        </h1>
        <p class="entrance__lead">{text.restoring.detail}</p>
        <div class="entrance__actions">
          <Button kind="primary" onPress={retryConnection}>
            {text.retry}
          </Button>
          <Button kind="quiet" onPress={signOut}>
            {text.restoring.otherAccount}
          </Button>
        </div>
      </section>
    </Entrance>
  );
}
