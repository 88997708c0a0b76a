// The console: one WebSocket, by hand.

import { byId, setText } from "../shared/dom.ts";
import { recall, remember } from "../shared/memory.ts";
import { plural, utf8Length } from "../shared/text.ts";
import { checkAddress, checkClosing, checkProtocols, type Checked } from "./address.ts";
import { escapeText, hexDump, parseBase64, parseHex } from "./bytes.ts";
import { Journal, type Direction, type JournalEntry } from "./journal.ts";

const REMEMBERED = "parley.console";
const STATES = ["connecting", "open", "closing", "closed"] as const;
const LABELS = ["Connecting…", "Open", "Closing…", "Closed"] as const;
const TEXT_SHOWN = 4_096;
const BYTES_SHOWN = 1_024;
const WATCH_MILLIS = 100;

const addressField = byId("address", HTMLInputElement);
const protocolsField = byId("protocols", HTMLInputElement);
const connectButton = byId("connect", HTMLButtonElement);
const connectReason = byId("connect-problem", HTMLElement);
const codeField = byId("close-code", HTMLInputElement);
const reasonField = byId("close-reason", HTMLInputElement);
const closeButton = byId("close", HTMLButtonElement);
const closeReason = byId("close-problem", HTMLElement);
const kindField = byId("kind", HTMLSelectElement);
const payloadField = byId("payload", HTMLTextAreaElement);
const payloadPlace = byId("payload-place", HTMLElement);
const fileField = byId("file", HTMLInputElement);
const filePlace = byId("file-place", HTMLElement);
const sendReason = byId("send-problem", HTMLElement);
const status = byId("status", HTMLElement);
const statusText = byId("status-text", HTMLElement);
const readyState = byId("ready-state", HTMLElement);
const buffered = byId("buffered", HTMLElement);
const protocol = byId("protocol", HTMLElement);
const extensions = byId("extensions", HTMLElement);
const journal = new Journal(byId("log", HTMLElement), byId("journal", HTMLElement), byId("empty", HTMLElement));

let socket: WebSocket | null = null;
let watching: number | undefined;

if (typeof WebSocket === "function") start();
else document.documentElement.dataset["page"] = "no-websocket";

function start(): void {
  document.documentElement.dataset["page"] = "ready";
  const remembered = recall(REMEMBERED);
  addressField.value = remembered["address"] ?? nearby("echo");
  protocolsField.value = remembered["protocols"] ?? "";
  for (const preset of document.querySelectorAll<HTMLButtonElement>("[data-preset]")) {
    preset.addEventListener("click", () => {
      addressField.value = nearby(preset.dataset["preset"] ?? "");
      protocolsField.value = "";
      complain(connectReason, addressField, null);
      addressField.focus();
    });
  }
  onSubmit("connect-form", connect);
  onSubmit("close-form", close);
  onSubmit("send-form", send);
  kindField.addEventListener("change", showKind);
  payloadField.addEventListener("input", () => complain(sendReason, payloadField, null));
  payloadField.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      void send();
    }
  });
  byId("clear", HTMLButtonElement).addEventListener("click", () => journal.clear());
  showKind();
  show();
}

function connect(): void {
  const address = checkAddress(addressField.value, document.baseURI);
  if (!accepted(address, connectReason, addressField)) return;
  const protocols = checkProtocols(protocolsField.value);
  if (!accepted(protocols, connectReason, protocolsField)) return;
  remember(REMEMBERED, { address: addressField.value.trim(), protocols: protocolsField.value.trim() });
  const asked: [string, string][] = protocols.value.length === 0 ? [] : [["subprotocols", protocols.value.join(", ")]];
  note("event", "connecting", asked, address.value);
  let made: WebSocket;
  try {
    made = new WebSocket(address.value, protocols.value);
  } catch (refusal) {
    // The page is secure and the address isn't, or the port is one that browsers don't dial.
    note("error", "refused by the browser", [], refusal instanceof Error ? refusal.message : String(refusal));
    return;
  }
  socket = made;
  made.binaryType = "arraybuffer";
  const begun = performance.now();
  made.addEventListener("open", () => {
    note("event", "open", [
      ["after", `${(performance.now() - begun).toFixed(1)} ms`],
      ["protocol", made.protocol === "" ? "none" : made.protocol],
      ["extensions", made.extensions === "" ? "none" : made.extensions],
    ]);
    show();
  });
  made.addEventListener("message", (event: MessageEvent<string | ArrayBuffer>) => {
    journal.write(
      typeof event.data === "string"
        ? textEntry("received", event.data)
        : binaryEntry("received", new Uint8Array(event.data), event.data.byteLength),
    );
  });
  made.addEventListener("error", () =>
    note("error", "error", [], "The browser says no more than that; the close that follows has the code."),
  );
  made.addEventListener("close", (event) => {
    note("event", "close", [
      ["code", String(event.code)],
      ["wasClean", String(event.wasClean)],
      ["reason", event.reason === "" ? "none" : escapeText(event.reason)],
    ]);
    show();
  });
  show();
}

function close(): void {
  const closing = checkClosing(codeField.value, reasonField.value);
  if (
    !accepted(
      closing,
      closeReason,
      codeField.value.trim() === "" || "problem" in checkClosing(codeField.value, "") ? codeField : reasonField,
    )
  )
    return;
  if (socket === null || socket.readyState >= WebSocket.CLOSING) {
    complain(closeReason, codeField, "There is no open connection to close.");
    return;
  }
  const { code, reason } = closing.value;
  note("event", "closing", [
    ["code", code === undefined ? "none" : String(code)],
    ["reason", reason === undefined ? "none" : escapeText(reason)],
  ]);
  if (code === undefined) socket.close();
  else socket.close(code, reason);
  show();
}

async function send(): Promise<void> {
  const kind = kindField.value;
  const field = kind === "file" ? fileField : payloadField;
  if (socket?.readyState !== WebSocket.OPEN) {
    complain(sendReason, field, "Connect first: nothing can be sent while the connection isn’t open.");
    return;
  }
  const target = socket;
  if (kind === "text") {
    complain(sendReason, field, null);
    target.send(payloadField.value);
    journal.write(textEntry("sent", payloadField.value));
  } else if (kind === "file") {
    const file = fileField.files?.[0];
    if (file === undefined) {
      complain(sendReason, field, "Choose a file to send.");
      return;
    }
    complain(sendReason, field, null);
    let head: Uint8Array;
    try {
      head = new Uint8Array(await file.slice(0, BYTES_SHOWN).arrayBuffer());
    } catch (unreadable) {
      complain(
        sendReason,
        field,
        `The file can’t be read: ${unreadable instanceof Error ? unreadable.message : String(unreadable)}`,
      );
      return;
    }
    target.send(file);
    journal.write(binaryEntry("sent", head, file.size));
  } else {
    const bytes = kind === "hex" ? parseHex(payloadField.value) : parseBase64(payloadField.value);
    if (!accepted(bytes, sendReason, payloadField)) return;
    target.send(bytes.value);
    journal.write(binaryEntry("sent", bytes.value, bytes.value.length));
  }
  show();
}

function textEntry(direction: Direction, text: string): JournalEntry {
  const entry: JournalEntry = {
    direction,
    kind: "text",
    facts: [["bytes", utf8Length(text).toLocaleString("en")]],
    content: escapeText(text.slice(0, TEXT_SHOWN)),
  };
  if (text.length > TEXT_SHOWN)
    entry.rest = `… and ${plural(text.length - TEXT_SHOWN, "more UTF-16 unit", "more UTF-16 units")}`;
  return entry;
}

function binaryEntry(direction: Direction, bytes: Uint8Array, length: number): JournalEntry {
  const entry: JournalEntry = {
    direction,
    kind: "binary",
    facts: [["bytes", length.toLocaleString("en")]],
    content: hexDump(bytes.subarray(0, BYTES_SHOWN)),
  };
  if (length > BYTES_SHOWN) entry.rest = `… and ${plural(length - BYTES_SHOWN, "more byte", "more bytes")}`;
  return entry;
}

function note(direction: Direction, kind: string, facts: [string, string][] = [], content?: string): void {
  journal.write(content === undefined ? { direction, kind, facts } : { direction, kind, facts, content });
}

/** Shows what the socket says of itself, and again soon for as long as that can change without an event. */
function show(): void {
  const state = socket?.readyState ?? WebSocket.CLOSED;
  status.dataset["state"] = STATES[state] ?? "closed";
  setText(statusText, LABELS[state] ?? "Closed");
  setText(readyState, socket === null ? "–" : `${state} ${(STATES[state] ?? "").toUpperCase()}`);
  setText(buffered, socket === null ? "–" : plural(socket.bufferedAmount, "byte", "bytes"));
  setText(protocol, socket === null || socket.protocol === "" ? "–" : socket.protocol);
  setText(extensions, socket === null || socket.extensions === "" ? "–" : socket.extensions);
  connectButton.disabled = state !== WebSocket.CLOSED;
  closeButton.disabled = state >= WebSocket.CLOSING;
  const alive = state !== WebSocket.CLOSED;
  if (alive && watching === undefined) watching = window.setInterval(show, WATCH_MILLIS);
  if (!alive && watching !== undefined) {
    window.clearInterval(watching);
    watching = undefined;
  }
}

function showKind(): void {
  const file = kindField.value === "file";
  filePlace.hidden = !file;
  payloadPlace.hidden = file;
  complain(sendReason, payloadField, null);
  payloadField.placeholder =
    kindField.value === "hex" ? "48 65 6c 6c 6f" : kindField.value === "base64" ? "SGVsbG8=" : "A message";
}

function accepted<T>(checked: Checked<T>, shown: HTMLElement, field: HTMLElement): checked is { value: T } {
  if ("value" in checked) {
    complain(shown, field, null);
    return true;
  }
  complain(shown, field, checked.problem);
  field.focus();
  return false;
}

function complain(shown: HTMLElement, field: HTMLElement, problem: string | null): void {
  setText(shown, problem ?? "");
  shown.hidden = problem === null;
  const form = field.closest("form");
  for (const marked of form?.querySelectorAll("[aria-invalid]") ?? []) marked.removeAttribute("aria-invalid");
  if (problem !== null) field.setAttribute("aria-invalid", "true");
}

function onSubmit(id: string, run: () => void | Promise<void>): void {
  byId(id, HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    void run();
  });
}

/** The WebSocket address of an endpoint beside this page. */
function nearby(path: string): string {
  const url = new URL(path, document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  return url.href;
}
