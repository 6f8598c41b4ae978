/** The origin of our own pages. */
export const appScheme = "app";
export const appHost = "deskline";
export const appOrigin = `${appScheme}://${appHost}`;

/** One path segment: no dots alone, no separators, nothing that a file system could read otherwise. */
const segment = /^[\w-][\w.-]*$/;

/**
 * The file below the renderer's folder that an `app://` address means, as segments; null for everything that is not
 * plainly one: another host, an encoded separator, a NUL, a way upwards, a hidden file.
 */
export function resolveAssetPath(address: string): readonly string[] | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== `${appScheme}:` || url.host !== appHost) return null;
  const path = url.pathname === "/" || url.pathname === "" ? "/index.html" : url.pathname;
  const segments = path.slice(1).split("/");
  return segments.every((part) => segment.test(part)) ? segments : null;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Null for a kind of file that the page has no use for. */
export function contentType(fileName: string): string | null {
  return types[/\.[a-z0-9]+$/.exec(fileName)?.[0] ?? ""] ?? null;
}
