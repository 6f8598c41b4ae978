/** Why the server did not start, as a sentence for the person who started it. */
export class StartError extends Error {
  override readonly name = "StartError";
}

const listenProblems: Readonly<Record<string, (setting: string) => string>> = {
  EADDRINUSE: (setting) => `is in use; stop the other program, or choose another port with ${setting}`,
  EACCES: (setting) => `is not open to this user; choose one above 1023 with ${setting}`,
  EADDRNOTAVAIL: () => "cannot be used: this machine does not have that address",
  ENOTFOUND: () => "cannot be used: the address is unknown",
};

/** Runs `start`; a port or address that cannot be had becomes a StartError that names the setting it came from. */
export async function listening<T>(
  host: string,
  port: number,
  start: () => Promise<T>,
  setting = "--port",
): Promise<T> {
  try {
    return await start();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const problem = listenProblems[code];
    if (problem === undefined) throw cause;
    throw new StartError(`Port ${port} on ${host} ${problem(setting)}.`, { cause });
  }
}
