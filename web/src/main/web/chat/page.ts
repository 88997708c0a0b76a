// The chat page: one form to come in, one room to talk in.

import { byId, setText } from "../shared/dom.ts";
import { forget, recall, remember } from "../shared/memory.ts";
import { Composer } from "./composer.ts";
import { explain, type Link, type Loss } from "./link.ts";
import { NAME_LIMIT, nameAsShown, nameProblem, roomOfFragment, roomProblem, TEXT_LIMIT } from "./rules.ts";
import { network, Session } from "./session.ts";
import { Talk } from "./talk.ts";
import { clockTime } from "./times.ts";
import type { FromServer } from "./wire.ts";

/** Name and room, for the next visit. */
const REMEMBERED = "parley.chat";
/** The room this tab is in, so that a reload stays there. */
const INSIDE = "parley.chat.inside";
const DEFAULT_ROOM = "lobby";
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
const here = byId("here", HTMLElement);
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
let lostAt: number | null = null;
let unread = 0;

const composer = new Composer({
  form: byId("composer", HTMLFormElement),
  text: textField,
  counter: byId("counter", HTMLElement),
  reason: byId("reason", HTMLElement),
  limit: () => session?.textLimit ?? TEXT_LIMIT,
  send: (text) =>
    session?.say(newId(), text) === true
      ? null
      : "Too many messages are waiting to be sent: wait until they have gone out.",
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
  const entered: Session = new Session(room, name, {
    link: (link) => {
      if (session === entered) showLink(link);
    },
    heard: (message, own) => {
      if (session === entered) hear(message, own);
    },
    outbox: (all) => {
      if (session === entered) talk.waiting(all);
    },
  });
  session = entered;
  setText(roomTitle, `#${room}`);
  setText(here, "");
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

/** Back to the form. What the room hasn't shown goes back into the box: it isn't sent, and it isn't lost. */
function goOut(): void {
  forget(INSIDE, "session");
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

function hear(message: FromServer, own: boolean): void {
  switch (message.type) {
    case "welcome":
      if (message.nameLimit > 0) nameLimit = message.nameLimit;
      if (lostAt !== null) {
        talk.note(`Back at ${clockTime(Date.now())}. What others wrote since ${clockTime(lostAt)} isn’t shown.`);
      }
      lostAt = null;
      composer.changed();
      showHere(message.here);
      return;
    case "joined":
    case "left":
      talk.moved(message.type, message.from);
      showHere(message.here);
      return;
    case "message":
      if (talk.say({ ...message, own }) && document.hidden && !own) {
        unread++;
        showTitle();
      }
      return;
    case "refused":
      if (!own) composer.complain(message.message);
      return;
  }
}

function showLink(link: Link): void {
  const { state, label } = STATES[link.kind];
  if (status.dataset["state"] === "open" && state !== "open") lostAt = Date.now();
  status.dataset["state"] = state;
  status.dataset["link"] = link.kind;
  setText(statusText, label);
  if (link.kind === "open") lastLoss = null;
  if (link.kind === "waiting" || link.kind === "offline" || (link.kind === "closed" && link.loss !== null))
    lastLoss = link.loss;
  notice.hidden = inside.hidden || (lastLoss === null && (link.kind !== "open" || network()));
  if (notice.hidden) return;
  if (link.kind === "open") setText(noticeText, "This device says that it is offline: messages may be late.");
  else if (link.kind === "offline")
    setText(noticeText, "This device is offline. Parley connects again when it is back.");
  else if (lastLoss !== null) setText(noticeText, explain(lastLoss));
  if (link.kind !== "open") setText(here, "");
  setText(
    countdown,
    link.kind === "waiting" ? `Next try in ${Math.max(1, Math.ceil((link.until - Date.now()) / 1000))} s` : "",
  );
  reconnect.hidden = link.kind === "connecting" || link.kind === "open";
}

function showHere(count: number): void {
  setText(here, count > 0 ? `${count.toLocaleString("en")} here` : "");
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
