// The chat page: who one is, then the chat itself.

import { byId, element, setText } from "../shared/dom.ts";
import type { Host } from "./host.ts";
import { translate } from "./i18n/words.ts";
import { serverBase } from "./media/addresses.ts";
import { Chat, type ChatParts } from "./model.ts";
import { hubAddress } from "./rules.ts";
import { Refused, Sessions, type Settings, type SignedIn } from "./session.ts";
import { reasonOf } from "./shell/app.ts";
import { drawIcons } from "./shell/icons.ts";
import { Inside } from "./shell/inside.ts";
import { speakTheReaders } from "./shell/language.ts";

/** A token is used for so long; the server's own is good for an hour. */
const TOKEN_MILLIS = 50 * 60_000;
const AGAIN_MILLIS = 3_000;

void start();

async function start(): Promise<void> {
  const embedded = document.documentElement.dataset["embed"] !== undefined;
  const sessions = new Sessions(serverBase(), embedded);
  const meeting = embedded ? import("./host.ts").then(({ Host }) => Host.meet()) : Promise.resolve(null);
  const asking = withPatience(() => sessions.settings());
  await speakTheReaders();
  if (typeof WebSocket !== "function") {
    translate(document);
    document.documentElement.dataset["page"] = "no-websocket";
    return;
  }
  drawIcons(document);
  window.visualViewport?.addEventListener("resize", fitViewport);
  window.visualViewport?.addEventListener("scroll", fitViewport);
  const host = await meeting;
  const [settings, fromSite] = await Promise.all([asking, host?.token() ?? null]);
  await brand(settings);
  document.documentElement.dataset["page"] = "ready";
  if (host !== null && fromSite !== null) {
    enter({ settings, sessions, host, fromSite: true, user: subjectOf(fromSite), token: fromSite, renew: () => host.token() });
    return;
  }
  const who = await whoAmI(settings, sessions);
  const renew = async (): Promise<string | null> => {
    try {
      return (await sessions.session())?.token ?? null;
    } catch (error) {
      if (error instanceof Refused && error.why === "unreachable") throw error;
      return null;
    }
  };
  enter({ settings, sessions, host, fromSite: false, user: who.user, token: who.token, renew });
}

interface Entering {
  settings: Settings;
  sessions: Sessions;
  host: Host | null;
  fromSite: boolean;
  user: string;
  token: string;
  renew(): Promise<string | null>;
}

function enter({ settings, sessions, host, fromSite, user, token, renew }: Entering): void {
  let held = { token, since: Date.now() };
  const fresh = async (): Promise<string | null> => {
    const renewed = await renew();
    if (renewed !== null) held = { token: renewed, since: Date.now() };
    return renewed;
  };
  const parts: ChatParts = { address: hubAddress(serverBase()), user, pass: { token, renew: fresh } };
  const chat = new Chat(parts);
  const good = async (): Promise<string> => {
    if (Date.now() - held.since > TOKEN_MILLIS) await fresh();
    return held.token;
  };
  new Inside({ chat, settings, sessions, host, fromSite, token: good });
}

/** Who one was the last time, or whoever one becomes now. */
async function whoAmI(settings: Settings, sessions: Sessions): Promise<SignedIn> {
  let problem = "";
  try {
    const known = await withPatience(() => sessions.session());
    if (known !== null) return known;
  } catch (error) {
    problem = reasonOf(error);
  }
  const { comeIn } = await import("./shell/entry.ts");
  return comeIn(settings, sessions, "", problem);
}

/** Asks until the server answers, which may be starting just now. */
async function withPatience<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Refused) || error.why !== "unreachable") throw error;
      await new Promise((resolve) => window.setTimeout(resolve, AGAIN_MILLIS));
    }
  }
}

/** The owner's title, colour and logo. */
async function brand({ title, accent, logo }: Settings): Promise<void> {
  document.title = title;
  if (accent !== "") (await import("./shell/accent.ts")).wear(accent);
  setText(byId("house", HTMLElement), title);
  if (logo !== "") {
    const src = new URL(logo, serverBase()).href;
    document.getElementById("logo")?.replaceWith(element("img", { class: "logo", id: "logo", src, alt: "" }));
    byId("entry-house", HTMLElement).replaceChildren(element("img", { src, alt: title }));
  } else setText(byId("entry-house", HTMLElement), title === "Parley" ? "" : title);
}

/** Whose token it is, for what the browser keeps of them; the server alone decides who it lets in. */
function subjectOf(token: string): string {
  try {
    const payload = token.split(".")[1] ?? "";
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const { sub } = claims as { sub?: unknown };
    return typeof sub === "string" ? sub : "";
  } catch {
    return "";
  }
}

/** On-screen keyboards of iOS cover the page instead of shrinking it: the page shrinks itself. */
function fitViewport(): void {
  const viewport = window.visualViewport;
  if (viewport === null || viewport.scale > 1.01) return;
  document.documentElement.style.setProperty("--page-height", `${viewport.height}px`);
  window.scrollTo(0, 0);
}
