/** The command line of Electron's executable, as far as Playwright and Deskline use it. */
export interface HostArguments {
  /** Modules of `-r`, loaded before the app's main file. */
  readonly requires: readonly string[];
  /** Chromium switches, without dashes; a switch without a value has "". The last one of a name counts. */
  readonly switches: ReadonlyMap<string, string>;
  /** Folder or file of the app, as given. Null when there is none. */
  readonly appPath: string | null;
}

/** Node's own switches: the launcher script has given them to Node already. */
const isNodeSwitch = (name: string): boolean => name.startsWith("inspect");

/** Reads Electron's command line. Switches after the app's folder count too, as they do in Electron. */
export function parseArguments(argv: readonly string[]): HostArguments {
  const requires: string[] = [];
  const switches = new Map<string, string>();
  let appPath: string | null = null;
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === "--") break;
    if (appPath === null && (argument === "-r" || argument === "--require")) {
      const file = rest.shift();
      if (file !== undefined) requires.push(file);
    } else if (argument.startsWith("--")) {
      const { name, value } = parseSwitch(argument);
      if (!isNodeSwitch(name)) switches.set(name, value);
    } else if (!argument.startsWith("-")) appPath ??= argument;
  }
  return { requires, switches, appPath };
}

/** `--name=value` in its two parts; the dashes may be missing. */
export function parseSwitch(text: string): { name: string; value: string } {
  const match = /^(?:--)?([^=]*)=?([\s\S]*)$/.exec(text);
  return { name: match?.[1] ?? "", value: match?.[2] ?? "" };
}
