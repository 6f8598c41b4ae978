/** What both APIs of an account ask of their callers: a path below the account's address, Basic credentials, JSON. */
export interface ApiAccount {
  readonly username: string;
  readonly password: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed where the answer is JSON. */
  readonly body: unknown;
}

export type AccountRequest = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

/**
 * Requests of an API user. A path that begins with `http` is taken as it is. A body that is a string is sent as it is,
 * anything else as JSON; undefined is no body.
 */
export function accountRequests(accountUrl: string, { username, password }: ApiAccount): AccountRequest {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return async (method, path, body, headers = {}) => {
    const response = await fetch(path.startsWith("http") ? path : `${accountUrl}${path}`, {
      method,
      headers: {
        authorization,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? (JSON.parse(text) as unknown) : undefined,
    };
  };
}
