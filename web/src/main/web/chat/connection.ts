// The page's connection: client.ts speaks to the server, the machine in link.ts is its timetable.

import { Client } from "./client.ts";
import { after, NOT_YET, type Link, type LinkEvent } from "./link.ts";

/** A connection that isn't open by then, or a call without an answer by then, is given up. */
const ANSWER_TIMEOUT_MILLIS = 10_000;
const TICK_MILLIS = 200;

export interface ConnectionEvents {
  /** The link has changed, or a moment of its wait has passed. */
  link(link: Link): void;
  /** With what the server had to say, and the id that others see. */
  connected(data: unknown, client: string): void;
  /** The server has subscribed this page; what it missed there comes next, or can't be had any more. */
  subscribed(channel: string, recovered: boolean): void;
  published(channel: string, data: unknown): void;
}

export interface Pass {
  /** The first token; empty to ask for it at once. */
  readonly token: string;
  /** Another one; null when one is nobody to the server any more. */
  renew(): Promise<string | null>;
}

export class Connection {
  private readonly client: Client;
  private readonly events: ConnectionEvents;
  private readonly ending = new AbortController();
  private link: Link = NOT_YET;
  private heardAt = 0;
  private ticking: number | undefined;

  /**
   * @param data what the server is told of this page
   * @param pass says who one is; absent where the server doesn't ask
   */
  constructor(address: string, data: object, events: ConnectionEvents, pass?: Pass) {
    this.events = events;
    this.client = new Client({
      dial: () => new WebSocket(address),
      patience: ANSWER_TIMEOUT_MILLIS,
      name: "parley-chat",
      data,
      token: pass?.token ?? "",
      renew: pass && (() => pass.renew()),
      connected: (said, client) => {
        this.tell({ kind: "opened" });
        events.connected(said, client);
      },
      subscribed: (channel, recovered) => events.subscribed(channel, recovered),
      published: (channel, said) => events.published(channel, said),
      heard: () => (this.heardAt = Date.now()),
      lost: (code, reason, final) => this.lost(code, reason, final),
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

  /** Answers with what the server says, or rejects with what it refused. */
  rpc(method: string, params: object): Promise<unknown> {
    return this.client.rpc(method, params);
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
    this.client.close();
    this.tell({ kind: "leave" });
    this.tell({ kind: "lost", loss: { code: 1000, reason: "", opened: true, final: false } });
  }

  /** Whether the server has said nothing since then, in milliseconds since 1970. */
  silentSince(millis: number): boolean {
    return this.heardAt < millis;
  }

  /** Gives up a connection that can't be trusted to say that it is gone. */
  abandon(): void {
    this.client.abandon();
  }

  private networkChanged(event: LinkEvent): void {
    this.tell(event);
    this.events.link(this.link);
  }

  private tell(event: LinkEvent): void {
    const before = this.link;
    this.link = after(before, event, { now: Date.now(), random: Math.random(), network: network() });
    if (this.link === before) return;
    this.watch();
    if (this.link.kind === "connecting") void this.client.connect();
    this.events.link(this.link);
  }

  private lost(code: number, reason: string, final: boolean): void {
    const said = code === 0 ? { code: 1006, reason: "" } : { code, reason };
    this.tell({ kind: "lost", loss: { ...said, opened: this.link.kind === "open", final } });
  }

  private watch(): void {
    const needed = this.link.kind === "waiting";
    if (needed && this.ticking === undefined) this.ticking = window.setInterval(() => this.tick(), TICK_MILLIS);
    if (!needed && this.ticking !== undefined) {
      window.clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }

  private tick(): void {
    if (this.link.kind === "waiting") {
      this.tell({ kind: "due" });
      if (this.link.kind === "waiting") this.events.link(this.link);
    }
    // A page that comes back from the browser's back/forward cache may hold a socket that ended meanwhile.
    if (this.link.kind === "open" && this.client.closed) this.abandon();
  }
}

/** A server on this very machine needs no network. */
export function network(): boolean {
  return navigator.onLine || /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);
}
