// The page around the chat, when the chat is in a frame that `embed.js` has made.
//
// Only pages of allowed origins can have the chat in a frame at all (the policy's `frame-ancestors`). Of whom is said in
// one, only the window around it, at the origin that the browser names, is heard.

import type { FromChat, ToChat } from "../embed/protocol.ts";

/** A host that says nothing for so long has none of our script. */
const SILENCE_MILLIS = 5_000;

export class Host {
  /** The room that the embedding names, or null. */
  readonly room: string | null;
  /** The language that it asks for, or null. */
  readonly language: string | null;
  /** Whether the person sees the chat. */
  shown = false;
  private readonly origin: string;
  private readonly waiting: ((token: string | null) => void)[] = [];
  private readonly hearers: ((open: boolean) => void)[] = [];

  private constructor(origin: string) {
    const { searchParams } = new URL(location.href);
    this.origin = origin;
    this.room = searchParams.get("room");
    this.language = searchParams.get("lang");
  }

  /** The host, once it has answered; null when there is none. */
  static meet(): Promise<Host | null> {
    const origin = window.parent === window ? null : originAround();
    if (origin === null) return Promise.resolve(null);
    const host = new Host(origin);
    return new Promise((resolve) => {
      const giveUp = window.setTimeout(() => resolve(null), SILENCE_MILLIS);
      window.addEventListener("message", (event: MessageEvent) => {
        if (event.source !== window.parent || event.origin !== origin) return;
        window.clearTimeout(giveUp);
        host.hear(event.data as ToChat | null);
        resolve(host);
      });
      host.say({ parley: "hello" });
    });
  }

  /** The site's token of the person, asked for each time, since one may have expired; null when the site has none. */
  token(): Promise<string | null> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.say({ parley: "token" });
    });
  }

  /** Shows on the button how much is unread. */
  unread(count: number): void {
    this.say({ parley: "unread", count });
  }

  close(): void {
    this.say({ parley: "close" });
  }

  /** `hearer` is told each time the person opens or closes the chat. */
  onOpen(hearer: (open: boolean) => void): void {
    this.hearers.push(hearer);
  }

  private hear(said: ToChat | null): void {
    switch (said?.parley) {
      case "shown":
        this.shown = said.open === true;
        this.hearers.forEach((hearer) => hearer(this.shown));
        break;
      case "token":
        for (const resolve of this.waiting.splice(0)) resolve(typeof said.token === "string" ? said.token : null);
        break;
    }
  }

  private say(words: FromChat): void {
    window.parent.postMessage(words, this.origin);
  }
}

/** Whose page has this one inside, by the browser's word. */
function originAround(): string | null {
  const ancestors: DOMStringList | undefined = location.ancestorOrigins;
  if (ancestors !== undefined && ancestors.length > 0) return ancestors[0] ?? null;
  try {
    return new URL(document.referrer).origin;
  } catch {
    return null;
  }
}
