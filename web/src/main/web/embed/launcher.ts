// A button in the page's corner, and the frame that it opens.

import type { FromChat, ToChat } from "./protocol.ts";
import { sheet } from "./style.ts";
import { wordsIn, type Words } from "./words.ts";

/** The server puts it in front of the script. */
declare const PARLEY_BRAND: { title: string; accent: string; ink: string };

const BUBBLE = "M21 12a8 8 0 0 1-8 8H4l2-3.500A8 8 0 1 1 21 12z";
const LABEL = "aria-label";
const CROSS = "M6 6l12 12M18 6 6 18";
/** A frame that has loaded and says nothing for so long holds an error page. */
const SILENCE_MILLIS = 3_000;

// Private names are `#` ones here, which the bundler shortens: every byte of this is loaded by others' pages.
export class Launcher {
  readonly #element = document.createElement("parley-chat");
  readonly #shadow = this.#element.attachShadow({ mode: "open" });
  readonly #tag: HTMLElement;
  readonly #words: Words;
  readonly #address: URL;
  /** Where it is kept that the person has opened it once. */
  readonly #known: string;
  readonly #frame = make("iframe", {
    title: PARLEY_BRAND.title,
    allow: "microphone;autoplay;clipboard-write",
    referrerpolicy: "origin", // by which the chat knows whom to answer
  });
  readonly #badge = make("span", { class: "badge" });
  readonly #launch = make("button", { class: "launch" }, drawn(BUBBLE), this.#badge);
  readonly #quit = make("button", { class: "close" }, drawn(CROSS));
  readonly #away = make("p", { hidden: "" });
  readonly #panel = make("div", { role: "dialog", [LABEL]: PARLEY_BRAND.title, inert: "" }, this.#away, this.#quit);
  #unread = 0;
  #answered = false;
  /** Whether the keyboard goes to the chat as soon as there is one. */
  #eager = false;

  /**
   * @param tag whose data attributes say what is wanted; the token is read from it whenever it is asked for
   * @param base where the server's `chat/` is
   * @param nth how many buttons there are already
   */
  constructor(tag: HTMLElement, base: string, nth: number) {
    const { room = "lobby", lang } = tag.dataset;
    this.#tag = tag;
    this.#words = wordsIn(lang ?? navigator.language);
    this.#address = new URL("embed", base);
    this.#address.searchParams.set("room", room);
    if (lang !== undefined) this.#address.searchParams.set("lang", lang);
    this.#known = `parley.chat:${this.#address.href}`;
    this.#quit.setAttribute(LABEL, this.#words.close);
    this.#away.textContent = this.#words.away;
    this.#shadow.adoptedStyleSheets = [sheet(PARLEY_BRAND.accent, PARLEY_BRAND.ink)];
    this.#shadow.append(this.#launch, this.#panel);
    this.#element.style.setProperty("--nth", `${nth}`);
    this.#launch.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    this.#quit.addEventListener("click", () => this.close());
    this.#shadow.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key === "Escape" && this.isOpen) this.close();
    });
    this.#frame.addEventListener("load", () => window.setTimeout(() => this.#complain(), SILENCE_MILLIS));
    window.addEventListener("message", this.#hear);
    this.#show();
    document.body.append(this.#element);
    if (tag.dataset["open"] !== undefined) this.open(false);
    else if (this.#cameBefore()) this.#load(); // to count what is unread for whom the chat is no news
  }

  get isOpen(): boolean {
    return !this.#panel.inert;
  }

  /** @param focus whether the keyboard goes there, as it does when a person opens it */
  open(focus = true): void {
    this.#load();
    try {
      localStorage.setItem(this.#known, "1");
    } catch {
      // The page may not store: then nothing is counted before the chat is opened.
    }
    this.#panel.inert = false;
    this.#changed();
    this.#eager = focus;
    if (focus && this.#answered) this.#frame.focus();
  }

  close(): void {
    const inside = this.#shadow.activeElement !== null;
    this.#panel.inert = true;
    this.#changed();
    if (inside) this.#launch.focus();
  }

  remove(): void {
    window.removeEventListener("message", this.#hear);
    this.#element.remove();
  }

  #load(): void {
    if (this.#frame.isConnected) return;
    this.#frame.src = this.#address.href;
    this.#panel.prepend(this.#frame);
  }

  #cameBefore(): boolean {
    try {
      return localStorage.getItem(this.#known) !== null;
    } catch {
      return false;
    }
  }

  readonly #hear = (event: MessageEvent): void => {
    if (event.source === null || event.source !== this.#frame.contentWindow || event.origin !== this.#address.origin) return;
    const said = event.data as FromChat | null;
    switch (said?.parley) {
      case "hello":
        if (this.#eager && this.isOpen) this.#frame.focus();
        this.#answered = this.#quit.hidden = this.#away.hidden = true;
        this.#changed();
        break;
      case "token":
        void this.#token().then((token) => this.#say({ parley: "token", token }));
        break;
      case "unread":
        this.#unread = Number.isInteger(said.count) ? said.count : 0;
        this.#show();
        break;
      case "close":
        this.close();
        break;
    }
  };

  #say(words: ToChat): void {
    if (this.#answered) this.#frame.contentWindow?.postMessage(words, this.#address.origin);
  }

  #changed(): void {
    this.#show();
    this.#say({ parley: "shown", open: this.isOpen });
  }

  /** The site's: what stands in the tag, or what an address of the site's answers. */
  async #token(): Promise<string | null> {
    const { token, tokenUrl } = this.#tag.dataset;
    if (tokenUrl === undefined) return token ?? null;
    const answer = await fetch(tokenUrl, { cache: "no-store" }).catch(() => null);
    return answer?.ok === true ? (await answer.text()).trim() : null;
  }

  #show(): void {
    const label = this.isOpen ? this.#words.close : this.#words.open;
    const some = this.#unread > 0 && !this.isOpen;
    this.#badge.hidden = !some;
    this.#badge.textContent = this.#unread > 99 ? "99+" : `${this.#unread}`;
    this.#launch.setAttribute(LABEL, some ? `${label} (${this.#words.unread(this.#unread)})` : label);
    this.#launch.setAttribute("aria-expanded", `${this.isOpen}`);
  }

  /** What a person sees is that the chat is away; why it may be is for whoever put it there. */
  #complain(): void {
    if (this.#answered || !this.#element.isConnected) return;
    this.#away.hidden = false;
    this.#quit.hidden = false;
    const { origin } = this.#address;
    console.error(
      `Parley: no chat from ${origin} in its frame. If that server is up, it has to allow this page: ` +
        `client.allowed_origins: [${location.origin}]. A Content-Security-Policy here has to allow frame-src ${origin}.`,
    );
  }
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  mark(made, attributes);
  made.append(...children);
  return made;
}

function mark(element: Element, attributes: Record<string, string>): void {
  for (const name in attributes) element.setAttribute(name, attributes[name] ?? "");
}

function drawn(path: string): Element {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS(picture.namespaceURI, "path");
  mark(picture, { viewBox: "0 0 24 24", "aria-hidden": "true" });
  mark(line, { d: path });
  picture.append(line);
  return picture;
}
