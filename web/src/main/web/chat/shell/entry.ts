// The way in: a name for a guest, user name and password for a member, whichever the site's owner lets in.

import { byId, element, mayTakeFocus, setText } from "../../shared/dom.ts";
import { codePoints } from "../../shared/text.ts";
import { more } from "../i18n/en-more.ts";
import { addEnglish, counted, pieces, t } from "../i18n/words.ts";
import { nameAsShown, nameFault } from "../rules.ts";
import type { Sessions, Settings, SignedIn } from "../session.ts";
import { reasonOf } from "./app.ts";

addEnglish(more);

type Way = "guest" | "sign_in" | "sign_up";

/** Shows the forms until one of them has let the person in. */
export function comeIn(settings: Settings, sessions: Sessions, name = "", problem = ""): Promise<SignedIn> {
  return new Promise((resolve) => new Entry(settings, sessions, resolve).show(name, problem));
}

/** What is wrong with a name, in words; null when it will do. */
export function nameProblem(name: string, limit: number): string | null {
  switch (nameFault(name, limit)) {
    case null:
      return null;
    case "empty":
      return t("name.needed");
    case "hidden":
      return t("name.hidden");
    case "long":
      return counted("name.long", codePoints(name) - limit, { limit });
  }
}

class Entry {
  private readonly settings: Settings;
  private readonly sessions: Sessions;
  private readonly done: (who: SignedIn) => void;
  private readonly guestForm = byId("guest-form", HTMLFormElement);
  private readonly name = byId("name", HTMLInputElement);
  private readonly accountForm = byId("account-form", HTMLFormElement);
  private readonly login = byId("login", HTMLInputElement);
  private readonly password = byId("password", HTMLInputElement);
  private readonly shownName = byId("shown-name", HTMLInputElement);
  private readonly problem = byId("entry-problem", HTMLElement);
  private readonly ending = new AbortController();
  private way: Way = "guest";
  private busy = false;

  constructor(settings: Settings, sessions: Sessions, done: (who: SignedIn) => void) {
    this.settings = settings;
    this.sessions = sessions;
    this.done = done;
    const { signal } = this.ending;
    this.guestForm.addEventListener("submit", (event) => this.submit(event), { signal });
    this.accountForm.addEventListener("submit", (event) => this.submit(event), { signal });
    for (const field of [this.name, this.login, this.password, this.shownName])
      field.addEventListener("input", () => this.complain(null), { signal });
  }

  show(name: string, problem: string): void {
    document.body.dataset["view"] = "entry";
    byId("entry", HTMLElement).hidden = false;
    this.name.value = name;
    this.choose(this.settings.guests ? "guest" : "sign_in");
    if (problem !== "") this.complain(problem);
  }

  private choose(way: Way): void {
    this.way = way;
    const { guests, accounts } = this.settings;
    const closed = !guests && accounts === "off";
    this.complain(null);
    this.guestForm.hidden = way !== "guest" || closed;
    this.accountForm.hidden = way === "guest" || closed;
    byId("shown-name-field", HTMLElement).hidden = way !== "sign_up";
    this.password.autocomplete = way === "sign_up" ? "new-password" : "current-password";
    setText(byId("sign-in", HTMLElement), t(way === "sign_up" ? "entry.signUp" : "entry.signIn"));
    const lede = closed ? "entry.closed" : guests ? "entry.lede" : "entry.ledeMembers";
    setText(byId("entry-lede", HTMLElement), t(lede));
    const ways = byId("entry-switch", HTMLElement);
    ways.replaceChildren();
    if (way !== "guest" && guests) ways.append(this.other("guest", t("entry.asGuest")));
    if (way !== "sign_in" && accounts !== "off") ways.append(this.other("sign_in", t("entry.haveAccount")));
    if (way !== "sign_up" && accounts === "sign_up") ways.append(this.other("sign_up", t("entry.signUp")));
    if (document.documentElement.dataset["embed"] === undefined && ways.childElementCount === 0) {
      const link = element("a", { href: "console" }, t("entry.consoleLink"));
      ways.append(element("span", {}, ...pieces<Node>("entry.console", { link })));
    }
    const field = way === "guest" ? this.name : this.login;
    if (mayTakeFocus()) field.focus();
    else window.addEventListener("focus", () => field.focus(), { once: true });
  }

  private other(way: Way, label: string): HTMLElement {
    const button = element("button", { type: "button", class: "text-button", "data-way": way }, label);
    button.addEventListener("click", () => this.choose(way));
    return button;
  }

  private submit(event: Event): void {
    event.preventDefault();
    if (this.busy) return;
    const wrong = this.wrong();
    if (wrong !== null) {
      this.complain(wrong.problem, wrong.field);
      wrong.field.focus();
      return;
    }
    this.busy = true;
    void this.ask().finally(() => (this.busy = false));
  }

  private wrong(): { problem: string; field: HTMLInputElement } | null {
    const limit = this.settings.limits.name;
    const named = (field: HTMLInputElement): { problem: string; field: HTMLInputElement } | null => {
      const problem = nameProblem(nameAsShown(field.value), limit);
      return problem === null ? null : { problem, field };
    };
    if (this.way === "guest") return named(this.name);
    if (this.login.value.trim() === "") return { problem: t("login.needed"), field: this.login };
    if (this.password.value === "") return { problem: t("login.needed"), field: this.password };
    return this.way === "sign_up" ? named(this.shownName) : null;
  }

  private async ask(): Promise<void> {
    const { sessions } = this;
    try {
      const login = this.login.value.trim();
      const who = await (this.way === "guest"
        ? sessions.session(nameAsShown(this.name.value))
        : this.way === "sign_in"
          ? sessions.signIn(login, this.password.value)
          : sessions.signUp(login, nameAsShown(this.shownName.value), this.password.value));
      if (who === null) {
        this.complain(t("entry.failed"));
        return;
      }
      this.ending.abort();
      this.password.value = "";
      byId("entry", HTMLElement).hidden = true;
      this.done(who);
    } catch (error) {
      this.complain(reasonOf(error), this.way === "guest" ? this.name : null);
    }
  }

  private complain(problem: string | null, field: HTMLInputElement | null = null): void {
    setText(this.problem, problem ?? "");
    this.problem.hidden = problem === null;
    for (const each of [this.name, this.login, this.password, this.shownName]) each.removeAttribute("aria-invalid");
    field?.setAttribute("aria-invalid", "true");
  }
}
