// The page's connection to one room: sockets, timers and the browser's events, driving the machine in link.ts.

import { after, NOT_YET, type Link, type LinkEvent } from "./link.ts";
import { Outbox, type Outgoing } from "./outbox.ts";
import { chatAddress, TEXT_LIMIT } from "./rules.ts";
import { hear, sayMessage, type FromServer } from "./wire.ts";

/** A connection that isn't open by then is given up. */
const CONNECT_TIMEOUT_MILLIS = 15_000;
/** A message that isn't echoed by then, while nothing else is heard, means that the connection is dead. */
const ECHO_TIMEOUT_MILLIS = 10_000;
/** And by then, whatever else is heard, that the server passes over what is sent to it. */
const LONGEST_ECHO_MILLIS = 30_000;
/** A closing handshake that isn't over by then is left to itself. */
const CLOSE_TIMEOUT_MILLIS = 3_000;
const TICK_MILLIS = 200;

export interface SessionEvents {
  /** The link has changed, or a moment of its wait has passed. */
  link(link: Link): void;
  heard(message: FromServer, own: boolean): void;
  outbox(all: Outgoing[]): void;
}

export class Session {
  readonly room: string;
  readonly name: string;
  private readonly events: SessionEvents;
  private readonly outbox = new Outbox();
  private readonly ending = new AbortController();
  private link: Link = NOT_YET;
  private socket: WebSocket | null = null;
  private ticking: number | undefined;
  private changedAt = 0;
  private heardAt = 0;
  private welcomed = false;
  private limit = TEXT_LIMIT;

  constructor(room: string, name: string, events: SessionEvents) {
    this.room = room;
    this.name = name;
    this.events = events;
    const signal = this.ending.signal;
    window.addEventListener(
      "online",
      () => {
        this.tell({ kind: "online" });
        this.events.link(this.link);
      },
      { signal },
    );
    window.addEventListener(
      "offline",
      () => {
        if (!network()) this.tell({ kind: "offline" });
        this.events.link(this.link);
      },
      { signal },
    );
    document.addEventListener("visibilitychange", () => this.tick(), { signal });
    window.addEventListener("pageshow", () => this.tick(), { signal });
  }

  /** How many code points a message may have, as far as is known. */
  get textLimit(): number {
    return this.limit;
  }

  get unsent(): number {
    return this.outbox.size;
  }

  join(): void {
    this.tell({ kind: "join" });
  }

  reconnectNow(): void {
    this.tell({ kind: "now" });
  }

  /** Ends the session; the texts that the room hasn't shown are handed back. */
  leave(): string[] {
    const unsent = this.outbox.all().map((outgoing) => outgoing.text);
    this.outbox.clear();
    this.events.outbox([]);
    this.ending.abort();
    this.tell({ kind: "leave" });
    return unsent;
  }

  /** False when too many messages wait already. */
  say(id: string, text: string): boolean {
    if (this.outbox.add(id, text) === null) return false;
    this.flush();
    return true;
  }

  sayAgain(id: string): void {
    this.outbox.again(id);
    this.flush();
  }

  takeBack(id: string): string | null {
    const text = this.outbox.takeBack(id);
    this.events.outbox(this.outbox.all());
    return text;
  }

  private tell(event: LinkEvent): void {
    const before = this.link;
    this.link = after(before, event, { now: Date.now(), random: Math.random(), network: network() });
    if (this.link === before) return;
    this.changedAt = Date.now();
    if (this.link.kind === "connecting") this.open();
    if (this.link.kind === "closing") this.socket?.close(1000, "left");
    if (before.kind === "open") {
      this.welcomed = false;
      this.outbox.lost();
      this.events.outbox(this.outbox.all());
    }
    this.watch();
    this.events.link(this.link);
  }

  private open(): void {
    const socket = new WebSocket(chatAddress(document.baseURI, this.room, this.name));
    this.socket = socket;
    let opened = false;
    socket.addEventListener("open", () => {
      if (this.socket !== socket) return;
      opened = true;
      this.heardAt = Date.now();
      this.tell({ kind: "opened" });
    });
    socket.addEventListener("message", (event) => {
      if (this.socket === socket) this.receive(event.data);
    });
    socket.addEventListener("close", (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.tell({ kind: "lost", loss: { code: event.code, reason: event.reason, opened } });
    });
  }

  private receive(data: unknown): void {
    this.heardAt = Date.now();
    const message = hear(data);
    if (message === null) return;
    let own = false;
    if (message.type === "welcome") {
      this.welcomed = true;
      if (message.limit > 0) this.limit = message.limit;
    } else if (message.type === "message") {
      own = this.outbox.echoed(message.id);
    } else if (message.type === "refused") {
      own = this.outbox.refused(message.id, message.code, message.message, this.heardAt);
    }
    this.events.heard(message, own);
    this.flush();
  }

  private flush(): void {
    if (this.socket !== null && this.link.kind === "open" && this.welcomed) {
      const outgoing = this.outbox.next(Date.now());
      if (outgoing !== null) this.socket.send(sayMessage(outgoing.id, outgoing.text));
    }
    this.events.outbox(this.outbox.all());
    this.watch();
  }

  /** Gives up a socket that can't be trusted to say that it is closed. */
  private abandon(): void {
    const socket = this.socket;
    const opened = this.link.kind === "open";
    this.socket = null;
    socket?.close();
    this.tell({ kind: "lost", loss: { code: 1006, reason: "", opened } });
  }

  private watch(): void {
    const needed =
      this.link.kind === "connecting" ||
      this.link.kind === "closing" ||
      this.link.kind === "waiting" ||
      (this.link.kind === "open" && this.outbox.moving);
    if (needed && this.ticking === undefined) this.ticking = window.setInterval(() => this.tick(), TICK_MILLIS);
    if (!needed && this.ticking !== undefined) {
      window.clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }

  private tick(): void {
    const now = Date.now();
    switch (this.link.kind) {
      case "waiting":
        this.tell({ kind: "due" });
        if (this.link.kind === "waiting") this.events.link(this.link);
        break;
      case "connecting":
        if (now - this.changedAt >= CONNECT_TIMEOUT_MILLIS) this.abandon();
        break;
      case "closing":
        if (now - this.changedAt >= CLOSE_TIMEOUT_MILLIS) this.abandon();
        break;
      case "open": {
        const since = this.outbox.underWay()?.since ?? now;
        const silent = now - Math.max(since, this.heardAt) >= ECHO_TIMEOUT_MILLIS || now - since >= LONGEST_ECHO_MILLIS;
        // A page that comes back from the browser's back/forward cache may hold a socket that ended meanwhile.
        if (silent || this.socket?.readyState === WebSocket.CLOSED) this.abandon();
        else this.flush();
        break;
      }
      case "closed":
      case "offline":
        break;
    }
  }
}

/** A server on this very machine needs no network. */
export function network(): boolean {
  return navigator.onLine || /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);
}
