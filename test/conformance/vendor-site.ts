/** Where pages with the vendor's browser SDK come from, and the Chromium to open them in. */
import { createServer } from "node:http";
import path from "node:path";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";

export const launchVendorBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      "--autoplay-policy=no-user-gesture-required",
      "--allow-loopback-in-peer-connection",
      "--disable-features=WebRtcHideLocalIpsWithMdns",
    ],
  });

/** The page from a server: microphone and camera are for secure contexts only, and 127.0.0.1 is one. */
export async function serveVendorPage(): Promise<{ url: string; close: () => Promise<void> }> {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, "vendor-page.ts")],
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    // What the SDK expects of its user's bundler; and the entry of its script bundle, whose export is the class itself.
    alias: {
      events: "eventemitter3",
      "@bandwidth/webrtc-browser": "@bandwidth/webrtc-browser/dist/webpackIndex.js",
    },
    define: { global: "globalThis" },
  });
  const script = outputFiles[0]!.contents;
  const server = createServer((request, response) => {
    if (request.url === "/vendor.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(script);
      return;
    }
    response
      .writeHead(200, { "content-type": "text/html" })
      .end('<!doctype html><title>Vendor SDK</title><script src="/vendor.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${String(address.port)}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
