/** Moments taken inside the pages: what drives them from outside is slower than what is measured. */
import type { Page } from "playwright-core";

/* No named function inside the evaluated ones: tsx would wrap it in a helper that the page does not have. */

/** When the next click reaches this page; ms since the epoch. Ask before clicking. */
export function nextClick(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const taken = { capture: true, once: true };
        window.addEventListener("click", () => resolve(performance.timeOrigin + performance.now()), taken);
      }),
  );
}

export interface Sight {
  readonly selector: string;
  /** The element's text or label begins with it. */
  readonly text: string;
}

/** When such an element is in the page's document; ms since the epoch. Rejects after `limitMs`. */
export function appears(page: Page, sight: Sight, limitMs = 20_000): Promise<number> {
  return page.evaluate(
    ({ selector, text, limit }) =>
      new Promise<number>((resolve, reject) => {
        const giveUp = setTimeout(() => reject(new Error(`${text} did not appear`)), limit);
        const observer = new MutationObserver(() => look());
        const look = (() => {
          const isThere = [...document.querySelectorAll(selector)].some((element) =>
            (element.ariaLabel ?? element.textContent).trim().startsWith(text),
          );
          if (!isThere) return;
          observer.disconnect();
          clearTimeout(giveUp);
          resolve(performance.timeOrigin + performance.now());
        }) as () => void;
        observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        look();
      }),
    { ...sight, limit: limitMs },
  );
}
