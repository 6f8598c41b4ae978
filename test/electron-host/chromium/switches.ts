import { parseSwitch } from "../arguments.ts";

const disabledFeatures = [
  ...["HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "LensOverlay"],
  ...["ThirdPartyStoragePartitioning", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"],
  ...["PreconnectToSearch", "Translate"],
  // ICE candidates show plain addresses, as after a microphone grant
  "WebRtcHideLocalIpsWithMdns",
  // the mapped https origin of the app may reach servers on 127.0.0.1
  ...["LocalNetworkAccessChecks", "LocalNetworkAccessChecksWebSockets"],
  ...["LocalNetworkAccessChecksWebRTC", "LocalNetworkAccessChecksWebTransport"],
];

const base = [
  ...["disable-gpu", "no-first-run", "no-default-browser-check", "disable-dev-shm-usage"],
  ...["disable-background-networking", "disable-component-update", "disable-sync", "disable-quic"],
  ...["disable-default-apps", "disable-extensions", "disable-breakpad", "disable-infobars", "test-type"],
  ...["disable-search-engine-choice-screen", "disable-field-trial-config", "no-pings"],
  ...["disable-background-timer-throttling", "disable-backgrounding-occluded-windows"],
  ...["disable-renderer-backgrounding", "disable-back-forward-cache", "disable-hang-monitor"],
  ...["disable-popup-blocking", "disable-client-side-phishing-detection", "disable-domain-reliability"],
  ...["password-store=basic", "use-mock-keychain", "metrics-recording-only", "force-color-profile=srgb"],
  ...["autoplay-policy=no-user-gesture-required", "use-fake-device-for-media-stream"],
  "allow-loopback-in-peer-connection",
  // no test reaches a network: names other than the local ones do not resolve
  "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/** The host decides these itself, whoever else asks for them. */
const reserved = new Set(["user-data-dir", "remote-debugging-port", "remote-debugging-pipe", "headless"]);

export interface SwitchOptions {
  readonly headless: boolean;
  readonly isRoot: boolean;
  readonly userDataDir: string;
  /** True when a test runner wants to look in: opens a port next to the pipe. */
  readonly debuggingPort: boolean;
  /** Of the display; a headless Chromium has a screen of its own, and scales captures down to it. */
  readonly screenSize: { readonly width: number; readonly height: number };
  /** Of the app's command line and `app.commandLine`. */
  readonly appSwitches: ReadonlyMap<string, string>;
  /** Switches in Chromium's own form, of `ELECTRON_HOST_ARGS`. They win. */
  readonly extra: readonly string[];
}

/** Chromium's command line. Feature lists are merged, as Chromium looks at the last `--disable-features` only. */
export function chromiumSwitches(options: SwitchOptions): string[] {
  const switches = new Map<string, string>();
  const disabled = new Set(disabledFeatures);
  const enabled = new Set<string>();
  const given = [...base, ...options.extra].map(parseSwitch);
  const fromApp = [...options.appSwitches].map(([name, value]) => ({ name, value }));
  for (const { name, value } of [...given.slice(0, base.length), ...fromApp, ...given.slice(base.length)]) {
    if (name === "disable-features") for (const feature of list(value)) disabled.add(feature);
    else if (name === "enable-features") for (const feature of list(value)) enabled.add(feature);
    else if (!reserved.has(name) && !(name === "no-sandbox" && !options.isRoot)) switches.set(name, value);
  }
  switches.set("disable-features", [...disabled].join(","));
  if (enabled.size > 0) switches.set("enable-features", [...enabled].join(","));
  switches.set("user-data-dir", options.userDataDir);
  switches.set("remote-debugging-pipe", "");
  if (options.debuggingPort) switches.set("remote-debugging-port", "0");
  if (options.headless) {
    switches.set("headless", "new");
    switches.set("screen-info", `{${options.screenSize.width}x${options.screenSize.height}}`);
  }
  if (options.isRoot) switches.set("no-sandbox", "");
  return [...switches].map(([name, value]) => (value === "" ? `--${name}` : `--${name}=${value}`));
}

const list = (value: string): string[] => value.split(",").filter((item) => item !== "");
