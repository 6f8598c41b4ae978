/** What no source of the app may do, and what every window of it must say: Electron's security checklist, read in the code. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");

interface Source {
  readonly file: string;
  readonly text: string;
}

const sources: readonly Source[] = ["common", "main", "preload", "renderer"].flatMap((top) =>
  readdirSync(path.join(root, top), { withFileTypes: true, recursive: true })
    .filter(
      (entry) => entry.isFile() && /\.(tsx?|html)$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name),
    )
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ file: path.relative(root, file), text: readFileSync(file, "utf8") })),
);

/** Names that appear in the code itself, not in comments or in longer words. */
function wordsOf({ file, text }: Source): Set<string> {
  const words = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) words.add(node.text);
    ts.forEachChild(node, visit);
  };
  const kind = file.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind));
  return words;
}

const wordsByFile = new Map(sources.map((source) => [source.file, wordsOf(source)]));
const usersOf = (word: string): string[] =>
  [...wordsByFile].filter(([, words]) => words.has(word)).map(([file]) => file);

const tighter = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
};
const harmless = ["preload", "spellcheck", "backgroundThrottling"];

/** What is wrong with the windows that a source opens. */
function windowFaults({ file, text }: Source): { windows: number; faults: string[] } {
  const found = { windows: 0, faults: [] as string[] };
  const visit = (node: ts.Node): void => {
    if (
      ts.isNewExpression(node) &&
      /(BrowserWindow|BrowserView|WebContentsView)$/.test(node.expression.getText())
    ) {
      found.windows += 1;
      found.faults.push(...preferenceFaults(node).map((fault) => `${file}: ${fault}`));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function preferenceFaults({ arguments: given }: ts.NewExpression): string[] {
  const preferences = propertiesOf(given?.[0]).get("webPreferences");
  const said = propertiesOf(preferences);
  const missing = Object.entries(tighter)
    .filter(([name, value]) => said.get(name)?.getText() !== String(value))
    .map(([name, value]) => `${name} is not ${String(value)}`);
  const unknown = [...said.keys()]
    .filter((name) => !(name in tighter) && !harmless.includes(name))
    .map((name) => `${name} is not known to be harmless`);
  return [...missing, ...unknown];
}

/** A spread or anything else that cannot be read here counts as a property, and so as a fault. */
function propertiesOf(node: ts.Node | undefined): Map<string, ts.Expression | undefined> {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return new Map();
  return new Map(
    node.properties.map((property) =>
      ts.isPropertyAssignment(property)
        ? ([property.name.getText(), property.initializer] as const)
        : ([property.getText(), undefined] as const),
    ),
  );
}

describe("every window", () => {
  const all = sources.map(windowFaults);

  it("is sandboxed, isolated, without Node, with web security and without web views", () => {
    expect(all.flatMap(({ faults }) => faults)).toEqual([]);
    expect(all.reduce((sum, { windows }) => sum + windows, 0)).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ["new BrowserWindow()", 5],
    ["new BrowserWindow({ webPreferences: { sandbox: false } })", 5],
    [`new BrowserWindow({ webPreferences: ${literal({ ...tighter, nodeIntegration: true })} })`, 1],
    [`new WebContentsView({ webPreferences: ${literal({ ...tighter, experimentalFeatures: true })} })`, 1],
    [`new BrowserWindow({ webPreferences: { ...options, ${literal(tighter).slice(1)} })`, 1],
    [`new BrowserWindow({ webPreferences: ${literal(tighter)} })`, 0],
  ])("would be found out: %s", (text, faults) => {
    expect(windowFaults({ file: "x.ts", text }).faults).toHaveLength(faults);
  });
});

function literal(value: Readonly<Record<string, boolean>>): string {
  return JSON.stringify(value).replace(/"/g, "");
}

describe("no source", () => {
  it.each([
    ...["allowRunningInsecureContent", "experimentalFeatures", "enableBlinkFeatures", "allowpopups"],
    ...["nodeIntegrationInWorker", "nodeIntegrationInSubFrames", "setCertificateVerifyProc"],
    ...[
      "certificate-error",
      "ignore-certificate-errors",
      "rejectUnauthorized",
      "NODE_TLS_REJECT_UNAUTHORIZED",
    ],
    ...["disable-web-security", "no-sandbox", "bypassCSP", "setAsDefaultBrowser", "loadFile", "webview"],
    ...["openPath", "executeJavaScript", "insertCSS"],
    ...["innerHTML", "outerHTML", "insertAdjacentHTML", "dangerouslySetInnerHTML", "eval", "createPolicy"],
  ])("says %s", (word) => {
    expect(usersOf(word)).toEqual([]);
  });

  /** The wiring, and the one handler that reads the link first. */
  it("hands no address to the system but links of messages", () => {
    const allowed = ["main/index.ts", "main/ipc/handlers.ts", "main/ipc/chat-handlers.ts"];
    expect(usersOf("openExternal").filter((file) => !allowed.includes(file))).toEqual([]);
  });

  it("opens a file: address", () => {
    const users = [...wordsByFile].filter(([, words]) => [...words].some((word) => /^file:/i.test(word)));
    expect(users.map(([file]) => file)).toEqual([]);
  });

  it("escapes this look by being unread", () => {
    expect(usersOf("contextBridge")).toEqual(["preload/index.ts"]);
    expect(usersOf("ipcMain")).toEqual(["main/ipc/electron-ipc.ts"]);
    expect(usersOf("setWindowOpenHandler")).toEqual(["main/windows/harden.ts"]);
  });
});

describe("preload", () => {
  it("exposes one object, and no object of Electron", () => {
    const { text } = sources.find(({ file }) => file === "preload/index.ts") ?? { text: "" };
    expect(text.match(/exposeIn\w+\(/g)).toEqual(["exposeInMainWorld("]);
    expect(/exposeInMainWorld\((.*)\)/.exec(text)?.[1]).toBe("hostKey, host");
    expect(/import \{(.*)\} from "electron\/renderer"/.exec(text)?.[1]).toBe(" contextBridge, ipcRenderer ");
  });

  it("hands over payloads, never Electron's event", () => {
    const { text } = sources.find(({ file }) => file === "preload/index.ts") ?? { text: "" };
    expect(text).toContain("(_event: unknown, sent: unknown, payload: unknown)");
    expect(text).not.toMatch(/listener\([^)]*_event/);
  });
});
