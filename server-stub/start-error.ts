/** Why the server did not start, as a sentence for the person who started it. */
export class StartError extends Error {
  override readonly name = "StartError";
}

const listenProblems: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use; stop the other program, or choose another port with --port",
  EACCES: "is not open to this user; choose one above 1023 with --port",
  EADDRNOTAVAIL: "cannot be used: this machine does not have that address",
  ENOTFOUND: "cannot be used: the address is unknown",
};

/** Runs `start`; a port or address that cannot be had becomes a StartError. */
export async function listening<T>(host: string, port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const problem = listenProblems[code];
    if (problem === undefined) throw cause;
    throw new StartError(`Port ${port} on ${host} ${problem}.`, { cause });
  }
}
