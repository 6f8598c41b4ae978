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

/** When this key is next pressed in this page; ms since the epoch. Ask before pressing. */
export function nextKey(page: Page, key: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const stop = new AbortController();
        const options = { capture: true, signal: stop.signal };
        window.addEventListener(
          "keydown",
          (event) => {
            if (event.key !== wanted) return;
            stop.abort();
            resolve(performance.timeOrigin + performance.now());
          },
          options,
        );
      }),
    key,
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
    async ({ selector, text, limit }) => {
      const giveUp = AbortSignal.timeout(limit);
      for (;;) {
        const isThere = [...document.querySelectorAll(selector)].some((element) =>
          (element.ariaLabel ?? element.textContent).trim().startsWith(text),
        );
        if (isThere) return performance.timeOrigin + performance.now();
        await new Promise<void>((resolve, reject) => {
          const observer = new MutationObserver(() => {
            observer.disconnect();
            resolve();
          });
          observer.observe(document, {
            subtree: true,
            childList: true,
            characterData: true,
            attributes: true,
          });
          giveUp.addEventListener("abort", () => reject(new Error(`${text} did not appear`)));
        });
      }
    },
    { ...sight, limit: limitMs },
  );
}

/** The moments that an action brings about. They are asked for before it; one that fails fails all, and no other is lost. */
export async function momentsOf<T extends readonly Promise<number>[]>(
  moments: readonly [...T],
  act: () => Promise<void>,
): Promise<{ -readonly [K in keyof T]: number }> {
  const [taken] = await Promise.all([Promise.all(moments), act()]);
  return taken; // as many numbers as there were promises
}
