import { readFile } from "node:fs/promises";
import path from "node:path";
import { protocol, type Session } from "electron/main";
import { appScheme, contentType, resolveAssetPath } from "./asset-path.ts";
import { securityHeaders } from "./security-headers.ts";

/** Before the app is ready. `standard` gives pages an origin, `secure` the microphone, fetch audio worklets. */
export function declareAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges }]);
}

/** Serves the built renderer, and nothing beside it. */
export function serveAppScheme(webSession: Session, rendererFolder: string): void {
  webSession.protocol.handle(appScheme, async (request) => {
    const segments = request.method === "GET" ? resolveAssetPath(request.url) : null;
    const type = contentType(segments?.at(-1) ?? "");
    if (segments === null || type === null) return refusal();
    try {
      const body = await readFile(path.join(rendererFolder, ...segments));
      return new Response(body, { headers: { ...securityHeaders, "content-type": type } });
    } catch (cause) {
      if (cause instanceof Error && "code" in cause) return refusal();
      throw cause;
    }
  });
}

const refusal = (): Response => new Response(null, { status: 404, headers: { ...securityHeaders } });
