/** What others wrote or are called, where the system shows it: in menus, tooltips and notifications. Hostile until it went through here. */

/**
 * Control characters, line and paragraph separators, and what turns the direction of the text around it (Unicode UAX #9):
 * with those a name could rearrange our own words.
 */
const unshowable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

export const maxNameLength = 100;

/** On one line, at most so many characters long; null when nothing of it can be shown. */
export function shown(text: string, maxLength: number): string | null {
  const line = text.replace(unshowable, " ").replace(/\s+/g, " ").trim();
  if (line === "") return null;
  const characters = [...line];
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join("")}…`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * The body of a notification. On Linux the desktop reads it as markup with links in it (Desktop Notifications Specification,
 * "Markup"), and Electron hands it over as it is.
 */
export const notificationBody = (text: string, platform: NodeJS.Platform): string =>
  platform === "linux" ? text.replace(/[&<>]/g, (found) => entities[found] ?? "") : text;

/** A label of a menu, where one ampersand would mark the key for the letter after it and not be seen. */
export const menuLabel = (text: string): string => text.replaceAll("&", "&&");
