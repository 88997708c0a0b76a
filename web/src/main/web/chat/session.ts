// Who one is to the server, over HTTP: before the chat is connected to, and when its token has to be renewed.

import { forget, recall, remember } from "../shared/memory.ts";
import { bool, count, fields, list, text, texts, type Fields } from "./fields.ts";
import type { PersonKind } from "./wire.ts";

const REMEMBERED = "parley.chat.session";

/** Somebody who may connect. */
export interface SignedIn {
  readonly user: string;
  readonly name: string;
  readonly kind: PersonKind;
  readonly token: string;
}

export interface Settings {
  readonly title: string;
  /** Paths or addresses; empty for none. */
  readonly logo: string;
  readonly accent: string;
  readonly rooms: readonly string[];
  readonly guests: boolean;
  readonly accounts: "off" | "sign_in" | "sign_up";
  readonly emoticons: readonly { readonly name: string; readonly url: string }[];
  readonly limits: { readonly text: number; readonly name: number; readonly file: number };
  readonly files: boolean;
  readonly support: boolean;
  readonly version: string;
}

/** The server's answer to somebody who wants in, when it is no. */
export class Refused extends Error {
  /** The server's own word, such as `name_taken`; `unreachable` when it has not answered. */
  readonly why: string;

  constructor(why: string, sentence: string) {
    super(sentence);
    this.why = why;
  }
}

export class Sessions {
  private readonly base: string;
  private readonly cookieless: boolean;

  /**
   * @param base the address below which `chat/…` is
   * @param cookieless whether the browser may keep no cookie for this page, which is then remembered in its storage
   */
  constructor(base: string, cookieless: boolean) {
    this.base = base;
    this.cookieless = cookieless;
  }

  async settings(): Promise<Settings> {
    const from = await this.ask("GET", "chat/settings");
    const limits = fields(from["limits"]);
    const accounts = text(from, "accounts");
    return {
      title: text(from, "title") || "Parley",
      logo: text(from, "logo"),
      accent: /^#[0-9a-f]{6}$/i.test(text(from, "accent")) ? text(from, "accent") : "",
      rooms: texts(from, "rooms"),
      guests: bool(from, "guests"),
      accounts: accounts === "sign_in" || accounts === "sign_up" ? accounts : "off",
      emoticons: list(from, "emoticons", (value) => {
        const each = fields(value);
        const [name, url] = [text(each, "name"), text(each, "url")];
        return name === "" || url === "" ? null : { name, url };
      }),
      limits: {
        text: count(limits, "text") || 1024,
        name: count(limits, "name") || 32,
        file: count(limits, "file"),
      },
      files: bool(from, "files"),
      support: bool(from, "support"),
      version: text(from, "version"),
    };
  }

  /** Who one was the last time, or null; with a name one becomes a guest of that name, or is called so from now on. */
  session(name = ""): Promise<SignedIn | null> {
    return this.who("chat/session", name === "" ? {} : { name });
  }

  signIn(login: string, password: string): Promise<SignedIn | null> {
    return this.who("chat/sign-in", { login, password });
  }

  signUp(login: string, name: string, password: string): Promise<SignedIn | null> {
    return this.who("chat/sign-up", { login, name, password });
  }

  changePassword(old: string, wanted: string): Promise<SignedIn | null> {
    return this.who("chat/password", { old, new: wanted });
  }

  async signOut(): Promise<void> {
    await this.ask("POST", "chat/sign-out", this.withMemory({}));
    forget(REMEMBERED);
  }

  private async who(path: string, body: Fields): Promise<SignedIn | null> {
    const from = await this.ask("POST", path, this.withMemory(body));
    const cookie = text(from, "remember");
    if (this.cookieless && cookie !== "") remember(REMEMBERED, { cookie });
    const [user, token] = [text(from, "user"), text(from, "token")];
    if (user === "" || token === "") return null;
    return { user, token, name: text(from, "name"), kind: text(from, "kind") === "account" ? "account" : "guest" };
  }

  private withMemory(body: Fields): Fields {
    const cookie = this.cookieless ? recall(REMEMBERED)["cookie"] : undefined;
    return cookie === undefined ? body : { ...body, remember: cookie };
  }

  private async ask(method: string, path: string, body?: Fields): Promise<Fields> {
    let response: Response;
    let said: unknown = null;
    try {
      response = await fetch(new URL(path, this.base), {
        method,
        credentials: "same-origin",
        ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
      });
      said = await response.json().catch(() => null);
    } catch {
      throw new Refused("unreachable", "");
    }
    const from = fields(said);
    if (!response.ok) throw new Refused(text(from, "error") || `http_${response.status}`, text(from, "message"));
    return from ?? {};
  }
}

/** The user of a site's own token, as far as the page can read it; empty when it can't. Only the server knows for sure. */
export function userOfToken(token: string): string {
  try {
    const payload = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(payload), (unit) => unit.charCodeAt(0));
    return text(fields(JSON.parse(new TextDecoder().decode(bytes))), "sub");
  } catch {
    return "";
  }
}
