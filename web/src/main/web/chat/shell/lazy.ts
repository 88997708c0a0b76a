// What the page can do without for its first moment. It is loaded once that moment is over, or by the first use.

import { byId } from "../../shared/dom.ts";

type Later = typeof import("./later.ts");

let loading: Promise<Later> | null = null;

export function later(): Promise<Later> {
  loading ??= Promise.all([import("./later.ts"), styles()]).then(
    ([parts]) => parts,
    (error: unknown) => {
      loading = null; // the next use tries again
      throw error;
    },
  );
  return loading;
}

/** The styles of those parts, which the page's HTML asks for without waiting for them. */
function styles(): Promise<void> {
  const link = byId("later-styles", HTMLLinkElement);
  link.media = "all";
  if (link.sheet !== null) return Promise.resolve();
  return new Promise((resolve) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve()); // plain is better than nothing
  });
}
