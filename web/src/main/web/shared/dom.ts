// The few DOM calls that both pages share. Text goes in as text nodes only: nothing here parses HTML.

export type Child = Node | string;

/** The element of that id, which the page's HTML promises to have. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Sets text only when it differs, so that a live region isn't read again for nothing. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Whether the page may take the keyboard by itself: in a frame only once somebody has turned to it. */
export function mayTakeFocus(): boolean {
  return window.parent === window || document.hasFocus();
}
