// The SDK's client for this page, with the machine in link.ts as its timetable.
//
// The SDK opens sockets, speaks the protocol, notices dead connections and subscribes again. Two of its own options let
// the page decide when it tries again, and know what it does: `networkEventTarget`, where "online" means try now and
// "offline" means that the connection is gone, and `websocket`, which makes the sockets. Its own wait is only the latest.

import { Centrifuge, UnauthorizedError } from "centrifuge";
import { after, LONGEST_WAIT_MILLIS, NOT_YET, type Link, type LinkEvent } from "./link.ts";

/** A connection that isn't open by then, or a call without an answer by then, is given up. */
const ANSWER_TIMEOUT_MILLIS = 10_000;
/** A closing handshake that isn't over by then is left to itself. */
const CLOSE_TIMEOUT_MILLIS = 3_000;
const TICK_MILLIS = 200;

export interface ConnectionEvents {
  /** The link has changed, or a moment of its wait has passed. */
  link(link: Link): void;
  /** With what the server had to say, and the id that others see. */
  connected(data: unknown, client: string): void;
}

export interface Pass {
  /** The first token; empty to ask for it at once. */
  readonly token: string;
  /** Another one; null when one is nobody to the server any more. */
  renew(): Promise<string | null>;
}

export class Connection {
  readonly client: Centrifuge;
  private readonly events: ConnectionEvents;
  private readonly levers = new EventTarget();
  private readonly ending = new AbortController();
  private link: Link = NOT_YET;
  private socket: WebSocket | null = null;
  /** How the last socket ended, which says more than the SDK passes on. */
  private closed: { code: number; reason: string } | null = null;
  private changedAt = 0;
  private heardAt = 0;
  private ticking: number | undefined;

  /**
   * @param data what the server is told of this page
   * @param pass says who one is; absent where the server doesn't ask
   */
  constructor(address: string, data: object, events: ConnectionEvents, pass?: Pass) {
    this.events = events;
    const opening = (socket: WebSocket): void => this.opening(socket);
    this.client = new Centrifuge(address, {
      data,
      name: "parley-chat",
      timeout: ANSWER_TIMEOUT_MILLIS,
      minReconnectDelay: LONGEST_WAIT_MILLIS,
      maxReconnectDelay: LONGEST_WAIT_MILLIS,
      networkEventTarget: this.levers,
      ...(pass === undefined ? {} : { token: pass.token, getToken: () => renewed(pass) }),
      websocket: class extends WebSocket {
        constructor(url: string) {
          super(url);
          opening(this);
        }
      },
    });
    this.client.on("connected", (context) => {
      this.tell({ kind: "opened" });
      events.connected(context.data, context.client);
    });
    this.client.on("connecting", ({ code, reason }) => {
      if (this.link.kind === "open") this.lost(code, reason, false);
    });
    this.client.on("disconnected", ({ code, reason }) => {
      if (this.link.kind !== "closing") this.lost(code, reason, true);
    });
    this.client.on("error", ({ type, error }) => {
      if (type === "connect" || type === "connectToken") this.lost(error.code, error.message, false);
    });
    const signal = this.ending.signal;
    window.addEventListener("online", () => this.networkChanged({ kind: "online" }), { signal });
    window.addEventListener(
      "offline",
      () => {
        if (network()) this.events.link(this.link);
        else this.networkChanged({ kind: "offline" });
      },
      { signal },
    );
    document.addEventListener("visibilitychange", () => this.tick(), { signal });
    window.addEventListener("pageshow", () => this.tick(), { signal });
  }

  get isOpen(): boolean {
    return this.link.kind === "open";
  }

  join(): void {
    this.tell({ kind: "join" });
  }

  tryNow(): void {
    this.tell({ kind: "now" });
  }

  leave(): void {
    this.ending.abort();
    this.tell({ kind: "leave" });
    this.client.disconnect();
  }

  /** Whether the server has said nothing since then, in milliseconds since 1970. */
  silentSince(millis: number): boolean {
    return this.heardAt < millis;
  }

  /** Gives up a connection that can't be trusted to say that it is gone. */
  abandon(): void {
    this.levers.dispatchEvent(new Event("offline"));
  }

  private networkChanged(event: LinkEvent): void {
    this.tell(event);
    this.events.link(this.link);
  }

  private tell(event: LinkEvent): void {
    const before = this.link;
    this.link = after(before, event, { now: Date.now(), random: Math.random(), network: network() });
    if (this.link === before) return;
    this.changedAt = Date.now();
    this.watch();
    if (this.link.kind === "connecting" && this.socket === null) this.attempt();
    this.events.link(this.link);
  }

  private attempt(): void {
    if (this.client.state === "disconnected") this.client.connect();
    else this.levers.dispatchEvent(new Event("online"));
  }

  /** The SDK has made a socket: because it was told to, or because its own wait was over. */
  private opening(socket: WebSocket): void {
    this.socket = socket;
    this.closed = null;
    if (this.link.kind === "waiting" || this.link.kind === "offline") this.tell({ kind: "now" });
    socket.addEventListener("message", () => (this.heardAt = Date.now()));
    socket.addEventListener("close", ({ code, reason }) => {
      if (this.socket === socket) this.closed = { code, reason };
    });
    // Behind the SDK's own listener, which is there by then: what it makes of the end comes first.
    queueMicrotask(() =>
      socket.addEventListener("close", () => {
        if (this.socket === socket) this.lost(0, "", false);
      }),
    );
  }

  /** @param code the server's, or one of the SDK's own below 100 */
  private lost(code: number, reason: string, final: boolean): void {
    const closed = this.closed ?? { code: 1006, reason: "" };
    this.socket = null;
    this.closed = null;
    const said = code < 100 ? closed : { code, reason };
    this.tell({ kind: "lost", loss: { ...said, opened: this.link.kind === "open", final } });
  }

  private watch(): void {
    const needed = this.link.kind === "closing" || this.link.kind === "waiting";
    if (needed && this.ticking === undefined) this.ticking = window.setInterval(() => this.tick(), TICK_MILLIS);
    if (!needed && this.ticking !== undefined) {
      window.clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }

  private tick(): void {
    switch (this.link.kind) {
      case "waiting":
        this.tell({ kind: "due" });
        if (this.link.kind === "waiting") this.events.link(this.link);
        break;
      case "closing":
        if (Date.now() - this.changedAt >= CLOSE_TIMEOUT_MILLIS) this.lost(0, "", false);
        break;
      case "open":
        // A page that comes back from the browser's back/forward cache may hold a socket that ended meanwhile.
        if (this.socket?.readyState === WebSocket.CLOSED) this.abandon();
        break;
      case "connecting":
      case "closed":
      case "offline":
        break;
    }
  }
}

async function renewed(pass: Pass): Promise<string> {
  const token = await pass.renew();
  if (token === null) throw new UnauthorizedError("");
  return token;
}

/** A server on this very machine needs no network. */
export function network(): boolean {
  return navigator.onLine || /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);
}
