// This person's stay in one room: its channel, who is there, what was said before, and what goes out.

import type { Subscription } from "centrifuge";
import { forget, recall, remember } from "../shared/memory.ts";
import { Connection } from "../chat/connection.ts";
import type { Link } from "../chat/link.ts";
import { Outbox, type Outgoing } from "./outbox.ts";
import { Roster } from "./roster.ts";
import { hubAddress, TEXT_LIMIT } from "../chat/rules.ts";
import { channelOf, failure, introduction, limitsOf, messageOf, nameOf, SEND } from "./wire.ts";
import type { Limits, Message, Publication } from "./wire.ts";

/** So many messages are read at a time from what was said before. */
export const PAGE = 50;
const TICK_MILLIS = 250;
/** The SDK's own code for a call that nobody answered in time. */
const TIMEOUT = 1;
/** Codes below this are the SDK's own: the server has said nothing. */
const SERVER_CODES = 100;
/** What this tab has written: ids that tell its own messages, and what isn't sent yet. */
const OWN = "parley.chat.own";
const OUTBOX = "parley.chat.outbox";
const OWN_KEPT = 500;

export interface SessionEvents {
  /** The link has changed, or a moment of its wait has passed. */
  link(link: Link): void;
  limits(limits: Limits): void;
  /** @param fresh whether it was said just now, and not before this page came */
  said(message: Message, own: boolean, fresh: boolean): void;
  /** Said before all that was shown up to now, oldest first. */
  older(messages: { message: Message; own: boolean }[]): void;
  /** What comes now doesn't follow what was shown: something between them can't be had. */
  gap(): void;
  /** The server ended the stay, or refused it. */
  turnedOut(reason: string): void;
  moved(how: "joined" | "left", name: string): void;
  /** @param names of those who are there; null while that isn't known */
  here(names: string[] | null): void;
  outbox(all: Outgoing[]): void;
}

export class Session {
  readonly room: string;
  readonly name: string;
  private readonly events: SessionEvents;
  private readonly connection: Connection;
  private readonly subscription: Subscription;
  private readonly outbox = new Outbox();
  private readonly roster = new Roster();
  private readonly own = new Set<string>(recall(OWN, "session")["ids"]?.split(" ") ?? []);
  private subscribed = false;
  private ended = false;
  /** What comes in while what was said before is being read; null when it can be shown at once. */
  private held: Publication[] | null = null;
  private filled = false;
  private epoch = "";
  private reading = false;
  private exhausted = false;
  private client = "";
  private limit = TEXT_LIMIT;
  private ticking: number | undefined;

  constructor(room: string, name: string, events: SessionEvents) {
    this.room = room;
    this.name = name;
    this.events = events;
    this.connection = new Connection(hubAddress(document.baseURI), introduction(name), {
      link: (link) => this.linkChanged(link),
      connected: (data, client) => {
        this.client = client;
        const limits = limitsOf(data);
        if (limits === null) return;
        this.limit = limits.text;
        events.limits(limits);
      },
    });
    this.subscription = this.connection.client.newSubscription(channelOf(room));
    this.listen();
    this.restore();
  }

  /** How many code points a message may have, as far as is known. */
  get textLimit(): number {
    return this.limit;
  }

  get unsent(): number {
    return this.outbox.size;
  }

  join(): void {
    this.subscription.subscribe();
    this.connection.join();
    this.flush();
  }

  reconnectNow(): void {
    if (this.subscription.state === "unsubscribed") this.subscription.subscribe();
    this.connection.tryNow();
  }

  /** Ends the stay; the texts that the server may not have are handed back. */
  leave(): string[] {
    const unsent = this.outbox
      .all()
      .filter(({ fate }) => fate !== "sent")
      .map(({ text }) => text);
    this.ended = true;
    this.outbox.clear();
    this.events.outbox([]);
    forget(OUTBOX, "session");
    window.clearInterval(this.ticking);
    this.connection.leave();
    return unsent;
  }

  /** False when too many messages wait already. */
  say(id: string, text: string): boolean {
    if (this.outbox.add(id, text) === null) return false;
    this.own.add(id);
    remember(OWN, { ids: [...this.own].slice(-OWN_KEPT).join(" ") }, "session");
    this.flush();
    return true;
  }

  sayAgain(id: string): void {
    this.outbox.again(id);
    this.flush();
  }

  takeBack(id: string): string | null {
    const text = this.outbox.takeBack(id);
    this.flush();
    return text;
  }

  /** Reads a page of what was said before the message at `offset`. */
  async readBefore(offset: number): Promise<void> {
    if (this.reading || this.exhausted || !this.subscribed || offset <= 1) return;
    this.reading = true;
    try {
      const since = { offset, epoch: this.epoch };
      const { publications } = await this.subscription.history({ limit: PAGE, reverse: true, since });
      const messages = publications.map((each) => messageOf(each, Date.now())).filter((each) => each !== null);
      this.exhausted = messages.length === 0;
      if (!this.ended) {
        this.events.older(messages.reverse().map((message) => ({ message, own: this.own.has(message.id) })));
      }
    } catch (error) {
      // Gone, or out of reach: the first can't be helped, and after the second one scrolls up again.
      this.exhausted = failure(error).code >= SERVER_CODES;
    } finally {
      this.reading = false;
    }
  }

  private listen(): void {
    const subscription = this.subscription;
    subscription.on("subscribed", (context) => {
      this.subscribed = true;
      this.epoch = context.streamPosition?.epoch ?? "";
      const missing = context.wasRecovering && !context.recovered;
      if (missing) {
        this.events.gap();
        this.exhausted = false;
      }
      if (missing || !this.filled) void this.fill(context.streamPosition?.offset ?? 0);
      void this.askWhoIsHere();
      this.flush();
    });
    subscription.on("subscribing", () => (this.subscribed = false));
    subscription.on("unsubscribed", ({ reason }) => {
      this.subscribed = false;
      if (!this.ended) this.events.turnedOut(reason);
    });
    subscription.on("publication", (publication) => {
      if (this.held !== null) this.held.push(publication);
      else this.show(publication, true);
    });
    subscription.on("join", ({ info }) => {
      const name = nameOf(info.connInfo);
      if (this.roster.joined(info.client, name) && info.client !== this.client && name !== "") {
        this.events.moved("joined", name);
      }
      this.rosterChanged();
    });
    subscription.on("leave", ({ info }) => {
      this.roster.left(info.client, Date.now());
      this.rosterChanged();
    });
  }

  private linkChanged(link: Link): void {
    if (link.kind !== "open") this.events.here(null);
    this.events.link(link);
  }

  /** Shows the newest of what was said up to `offset`, and then what has come since. */
  private async fill(offset: number): Promise<void> {
    const held: Publication[] = [];
    this.held = held;
    let before: Publication[] = [];
    try {
      const { publications } = await this.subscription.history({ limit: PAGE, reverse: true });
      before = publications.filter((each) => (each.offset ?? 0) <= offset).reverse();
      this.filled = true;
    } catch (error) {
      // Without a connection it is read when there is one again. What the server refuses isn't there.
      this.filled = failure(error).code >= SERVER_CODES;
    }
    if (this.held !== held || this.ended) return;
    this.held = null;
    for (const publication of before) this.show(publication, false);
    for (const publication of held) this.show(publication, true);
    this.outbox.forgetSent();
    this.flush();
  }

  private show(publication: Publication, fresh: boolean): void {
    const message = messageOf(publication, Date.now());
    if (message === null || this.ended) return;
    const waited = this.outbox.shown(message.id);
    this.events.said(message, waited || this.own.has(message.id), fresh && !waited);
    if (waited) this.flush();
  }

  private async askWhoIsHere(): Promise<void> {
    this.roster.asking();
    try {
      const { clients } = await this.subscription.presence();
      const named = Object.values(clients).map((info): [string, string] => [info.client, nameOf(info.connInfo)]);
      this.roster.answered(new Map(named), Date.now());
      this.rosterChanged();
    } catch {
      // Without a connection it is asked again when there is one; otherwise it stays unknown.
    }
  }

  private rosterChanged(): void {
    if (this.ended) return;
    this.events.here(this.subscribed ? this.roster.names : null);
    this.watch();
  }

  private flush(): void {
    if (this.ended) return;
    if (this.subscribed && this.connection.isOpen) {
      const outgoing = this.outbox.next(Date.now());
      if (outgoing !== null) void this.send(outgoing);
    }
    this.outboxChanged();
  }

  private async send({ id, text, since }: Outgoing): Promise<void> {
    try {
      await this.connection.client.rpc(SEND, { room: this.room, id, text });
      this.outbox.accepted(id);
    } catch (error) {
      const { code, message, temporary } = failure(error);
      if (code < SERVER_CODES) {
        this.outbox.unanswered(id, Date.now());
        if (code === TIMEOUT && this.connection.silentSince(since)) this.connection.abandon();
      } else if (temporary) this.outbox.later(id, message, Date.now());
      else this.outbox.refused(id, message);
    }
    this.flush();
  }

  private outboxChanged(): void {
    const all = this.outbox.all();
    const kept = all.filter(({ fate }) => fate !== "sent");
    if (kept.length === 0) forget(OUTBOX, "session");
    else remember(OUTBOX, { room: this.room, name: this.name, messages: JSON.stringify(kept) }, "session");
    this.events.outbox(all);
    this.watch();
  }

  /** What a page that was loaded again had not sent goes out under its old ids, so that it is said once. */
  private restore(): void {
    const kept = recall(OUTBOX, "session");
    if (kept["room"] !== this.room || kept["name"] !== this.name) return;
    let messages: unknown;
    try {
      messages = JSON.parse(kept["messages"] ?? "[]");
    } catch {
      return;
    }
    for (const each of Array.isArray(messages) ? (messages as Partial<Outgoing>[]) : []) {
      if (typeof each.id !== "string" || typeof each.text !== "string") continue;
      const doubt = each.doubtSince || (each.fate === "sending" ? each.since : 0);
      const added = this.outbox.add(each.id, each.text, doubt || 0);
      if (added !== null && each.fate === "refused") this.outbox.refused(each.id, each.reason ?? "");
    }
  }

  private watch(): void {
    const needed = !this.ended && (this.roster.waits || this.outbox.paused);
    if (needed && this.ticking === undefined) this.ticking = window.setInterval(() => this.tick(), TICK_MILLIS);
    if (!needed && this.ticking !== undefined) {
      window.clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }

  private tick(): void {
    for (const name of this.subscribed ? this.roster.gone(Date.now()) : []) {
      if (name !== "") this.events.moved("left", name);
    }
    this.flush();
    this.watch();
  }
}
