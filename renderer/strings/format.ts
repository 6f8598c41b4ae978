/** Numbers and times as a person reads them. */

const pad = (value: number): string => String(value).padStart(2, "0");

/** Talking time, of one width for an hour: `00:07`, `12:05`, `1:00:00`. `ms` below 0 counts as 0. */
export function timer(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = pad(total % 60);
  return hours > 0 ? `${String(hours)}:${pad(minutes)}:${seconds}` : `${pad(minutes)}:${seconds}`;
}

/** A limit in words, rounded up: `1 second`, `45 seconds`, `2 minutes`. */
export function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 100) return seconds === 1 ? "1 second" : `${String(seconds)} seconds`;
  return `${String(Math.ceil(seconds / 60))} minutes`;
}

/** Time of day as this system writes it. `at` in ms since the epoch. */
export function timeOfDay(at: number): string {
  return new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" }).format(at);
}

/** When something was, as short as it stays clear: today the time, this week the weekday too, else the date. */
export function dayAndTime(at: number, now: number = Date.now()): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (at >= midnight) return timeOfDay(at);
  const weekAgo = midnight - 6 * 24 * 3_600_000;
  const day = new Intl.DateTimeFormat(
    undefined,
    at >= weekAgo ? { weekday: "short" } : { day: "numeric", month: "short" },
  );
  return `${day.format(at)} ${timeOfDay(at)}`;
}

/** A day as a heading: the two nearest by their names. */
export function dayName(
  at: number,
  words: { readonly today: string; readonly yesterday: string },
  now: number = Date.now(),
): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (at >= midnight) return words.today;
  if (at >= midnight - 24 * 3_600_000) return words.yesterday;
  return new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" }).format(at);
}

/** The server as a person knows it: host and port without scheme and path; what cannot be read stays as it is. */
export function serverName(address: string): string {
  return address
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/\/.*$/, "");
}
