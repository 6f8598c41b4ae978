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

const momentLimitMs = 30_000;

/** The moments that an action brings about, by their names. They are asked for before it; one that does not come is named. */
export async function momentsOf<K extends string>(
  moments: Readonly<Record<K, Promise<number>>>,
  act: () => Promise<void>,
): Promise<Record<K, number>> {
  const names = Object.keys(moments) as K[]; // of a record, so these and no others
  const [taken] = await Promise.all([
    Promise.all(names.map(async (name) => [name, await limited(name, moments[name])] as const)),
    act(),
  ]);
  return Object.fromEntries(taken) as Record<K, number>; // each name got its number
}

async function limited(name: string, moment: Promise<number>): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} did not come`)), momentLimitMs);
  });
  try {
    return await Promise.race([moment, limit]);
  } finally {
    clearTimeout(timer);
  }
}
