// The chat page: one form to come in, one room to talk in.

import { byId, element, setText } from "../shared/dom.ts";
import { forget, recall, remember } from "../shared/memory.ts";
import { Composer } from "./composer.ts";
import { network } from "../chat/connection.ts";
import { explain, NOT_YET, type Link, type Loss } from "../chat/link.ts";
import { NAME_LIMIT, nameAsShown, nameProblem, roomOfFragment, roomProblem, TEXT_LIMIT } from "../chat/rules.ts";
import { Session } from "./session.ts";
import { Talk } from "./talk.ts";
import { clockTime } from "../chat/times.ts";

/** Name and room, for the next visit. */
const REMEMBERED = "parley.chat";
/** The room this tab is in, so that a reload stays there. */
const INSIDE = "parley.chat.inside";
/** What is being written in it, so that a reload keeps it. */
const DRAFT = "parley.chat.draft";
const DEFAULT_ROOM = "lobby";
/** So many names are listed of those who are there. */
const PEOPLE_SHOWN = 200;
const STATES: Record<Link["kind"], { state: string; label: string }> = {
  connecting: { state: "connecting", label: "Connecting…" },
  open: { state: "open", label: "Connected" },
  closing: { state: "closing", label: "Closing…" },
  closed: { state: "closed", label: "Not connected" },
  waiting: { state: "closed", label: "Not connected" },
  offline: { state: "closed", label: "Not connected" },
};

const entry = byId("entry", HTMLElement);
const nameField = byId("name", HTMLInputElement);
const roomField = byId("room", HTMLInputElement);
const nameReason = byId("name-problem", HTMLElement);
const roomReason = byId("room-problem", HTMLElement);
const inside = byId("inside", HTMLElement);
const place = byId("place", HTMLElement);
const roomTitle = byId("room-title", HTMLElement);
const here = byId("here", HTMLButtonElement);
const people = byId("people", HTMLElement);
const status = byId("status", HTMLElement);
const statusText = byId("status-text", HTMLElement);
const notice = byId("notice", HTMLElement);
const noticeText = byId("notice-text", HTMLElement);
const countdown = byId("countdown", HTMLElement);
const reconnect = byId("reconnect", HTMLButtonElement);
const leave = byId("leave", HTMLButtonElement);
const copyLink = byId("copy-link", HTMLButtonElement);
const textField = byId("text", HTMLTextAreaElement);

let session: Session | null = null;
let nameLimit = NAME_LIMIT;
let lastLoss: Loss | null = null;
let turnedOut: string | null = null;
let lostAt: number | null = null;
let shownLink: Link = NOT_YET;
let unread = 0;

const composer = new Composer({
  form: byId("composer", HTMLFormElement),
  text: textField,
  counter: byId("counter", HTMLElement),
  reason: byId("reason", HTMLElement),
  limit: () => session?.textLimit ?? TEXT_LIMIT,
  send: (text) => {
    if (session?.say(newId(), text) !== true) {
      return "Too many messages are waiting to be sent: wait until they have gone out.";
    }
    forget(DRAFT, "session");
    return null;
  },
});

const talk = new Talk({
  scroller: byId("log", HTMLElement),
  said: byId("messages", HTMLElement),
  outgoing: byId("outgoing", HTMLElement),
  empty: byId("empty", HTMLElement),
  jump: byId("jump", HTMLButtonElement),
  sayAgain: (id) => {
    session?.sayAgain(id);
    composer.focus();
  },
  takeBack: (id) => {
    composer.restore(session?.takeBack(id) ?? "");
    composer.focus();
  },
  wantsBefore: (offset) => void session?.readBefore(offset),
});

if (typeof WebSocket === "function") start();
else document.documentElement.dataset["page"] = "no-websocket";

function start(): void {
  document.documentElement.dataset["page"] = "ready";
  const remembered = recall(REMEMBERED);
  nameField.value = remembered["name"] ?? "";
  roomField.value = roomOfFragment(location.hash) ?? remembered["room"] ?? DEFAULT_ROOM;
  byId("entry-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    comeIn();
  });
  nameField.addEventListener("input", () => showProblem(nameField, nameReason, null));
  roomField.addEventListener("input", () => showProblem(roomField, roomReason, null));
  leave.addEventListener("click", goOut);
  reconnect.addEventListener("click", () => {
    turnedOut = null;
    session?.reconnectNow();
    composer.focus();
  });
  copyLink.hidden = !navigator.clipboard;
  copyLink.addEventListener("click", () => {
    navigator.clipboard.writeText(location.href).then(
      () => setText(copyLink, "Link copied"),
      () => setText(copyLink, "The browser doesn’t allow copying"),
    );
  });
  here.addEventListener("click", () => showPeople(people.hidden !== false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || people.hidden) return;
    showPeople(false);
    here.focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !place.contains(event.target)) showPeople(false);
  });
  textField.addEventListener("input", keepDraft);
  window.addEventListener("hashchange", followFragment);
  window.addEventListener("beforeunload", (event) => {
    if (session !== null && session.unsent > 0) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unread = 0;
    showTitle();
  });
  window.visualViewport?.addEventListener("resize", fitViewport);
  window.visualViewport?.addEventListener("scroll", fitViewport);
  if (recall(INSIDE, "session")["room"] === roomField.value && nameProblem(nameAsShown(nameField.value)) === null)
    comeIn();
  else (nameField.value === "" ? nameField : roomField).focus();
}

function comeIn(): void {
  const name = nameAsShown(nameField.value);
  const room = roomField.value.trim().replace(/^#/, "");
  const roomWrong = showProblem(roomField, roomReason, roomProblem(room));
  const nameWrong = showProblem(nameField, nameReason, nameProblem(name, nameLimit));
  if (roomWrong || nameWrong) {
    (nameWrong ? nameField : roomField).focus();
    return;
  }
  remember(REMEMBERED, { name, room });
  remember(INSIDE, { room }, "session");
  if (roomOfFragment(location.hash) !== room) history.replaceState(null, "", `#${room}`);
  enter(name, room);
}

function enter(name: string, room: string): void {
  talk.clear();
  composer.complain(null);
  lastLoss = null;
  lostAt = null;
  turnedOut = null;
  const current = (): boolean => session === entered;
  const entered: Session = new Session(room, name, {
    link: (link) => {
      if (current()) showLink(link);
    },
    limits: (limits) => {
      nameLimit = limits.name;
      composer.changed();
    },
    said: (message, own, fresh) => {
      const shown = talk.say({ ...message, own, fresh });
      if (!shown || !fresh || own || !document.hidden) return;
      unread++;
      showTitle();
    },
    older: (all) => talk.older(all.map(({ message, own }) => ({ ...message, own, fresh: false }))),
    gap: () => {
      const away = lostAt === null ? "" : ` since ${clockTime(lostAt)}`;
      talk.gap(`Back at ${clockTime(Date.now())}. Some of what was written${away} may be missing here.`);
    },
    turnedOut: (reason) => {
      turnedOut = reason;
      if (current()) showLink(shownLink);
    },
    moved: (how, who) => talk.moved(how, who),
    here: showHere,
    outbox: (all) => {
      if (current()) talk.waiting(all);
    },
  });
  session = entered;
  setText(roomTitle, `#${room}`);
  showHere(null);
  const draft = recall(DRAFT, "session");
  if (textField.value === "" && draft["room"] === room) composer.restore(draft["text"] ?? "");
  setText(copyLink, "Copy link");
  textField.placeholder = `Message #${room} as ${name}`;
  entry.hidden = true;
  inside.hidden = false;
  place.hidden = false;
  leave.hidden = false;
  showTitle();
  entered.join();
  composer.changed();
  composer.focus();
}

/** Back to the form. What the server hasn't taken goes back into the box: it isn't sent, and it isn't lost. */
function goOut(): void {
  forget(INSIDE, "session");
  forget(DRAFT, "session");
  composer.restore(session?.leave().join("\n") ?? "");
  inside.hidden = true;
  place.hidden = true;
  leave.hidden = true;
  entry.hidden = false;
  notice.hidden = true;
  unread = 0;
  document.title = "Parley";
  roomField.focus();
}

function followFragment(): void {
  const room = roomOfFragment(location.hash);
  if (room === null) return;
  roomField.value = room;
  if (inside.hidden || session === null || session.room === room) return;
  composer.restore(session.leave().join("\n"));
  comeIn();
}

function showLink(link: Link): void {
  shownLink = link;
  const { state, label } = STATES[link.kind];
  if (status.dataset["state"] === "open" && state !== "open") lostAt = Date.now();
  status.dataset["state"] = state;
  status.dataset["link"] = link.kind;
  setText(statusText, label);
  if (link.kind === "open") lastLoss = null;
  if (link.kind === "waiting" || link.kind === "offline" || (link.kind === "closed" && link.loss !== null))
    lastLoss = link.loss;
  notice.hidden =
    inside.hidden || (lastLoss === null && turnedOut === null && (link.kind !== "open" || network()));
  if (notice.hidden) return;
  if (turnedOut !== null) setText(noticeText, `The server doesn’t let you be in this room. It said: “${turnedOut}”.`);
  else if (link.kind === "open") setText(noticeText, "This device says that it is offline: messages may be late.");
  else if (link.kind === "offline")
    setText(noticeText, "This device is offline. Parley connects again when it is back.");
  else if (lastLoss !== null) setText(noticeText, explain(lastLoss));
  setText(
    countdown,
    link.kind === "waiting" ? `Next try in ${Math.max(1, Math.ceil((link.until - Date.now()) / 1000))} s` : "",
  );
  reconnect.hidden = link.kind === "connecting" || (link.kind === "open" && turnedOut === null);
}

function showHere(names: string[] | null): void {
  const count = names?.length ?? 0;
  setText(here, count > 0 ? `${count.toLocaleString("en")} here` : "");
  here.hidden = count === 0;
  if (count === 0) showPeople(false);
  const shown = (names ?? []).slice(0, PEOPLE_SHOWN).map((name) => {
    const bdi = element("bdi", {}, name === "" ? "Somebody without a name" : name);
    return element("li", {}, bdi);
  });
  if (count > PEOPLE_SHOWN) shown.push(element("li", {}, `and ${(count - PEOPLE_SHOWN).toLocaleString("en")} more`));
  people.replaceChildren(...shown);
}

function showPeople(shown: boolean): void {
  people.hidden = !shown;
  here.setAttribute("aria-expanded", String(shown));
}

function keepDraft(): void {
  if (session === null || inside.hidden) return;
  if (textField.value === "") forget(DRAFT, "session");
  else remember(DRAFT, { room: session.room, text: textField.value }, "session");
}

function showTitle(): void {
  if (session === null || inside.hidden) return;
  document.title = `${unread > 0 ? `(${unread}) ` : ""}#${session.room} · Parley`;
}

function showProblem(field: HTMLInputElement, shown: HTMLElement, problem: string | null): boolean {
  setText(shown, problem ?? "");
  shown.hidden = problem === null;
  if (problem === null) field.removeAttribute("aria-invalid");
  else field.setAttribute("aria-invalid", "true");
  return problem !== null;
}

/** On-screen keyboards of iOS cover the page instead of shrinking it: the page shrinks itself. */
function fitViewport(): void {
  const viewport = window.visualViewport;
  if (viewport === null || viewport.scale > 1.01) return;
  document.documentElement.style.setProperty("--page-height", `${viewport.height}px`);
  window.scrollTo(0, 0);
}

/** Unique enough that nobody can guess it before it is shown; also where the page isn't served over TLS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
