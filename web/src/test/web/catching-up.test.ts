// What a page that comes back makes of the server's answers, as they were sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Calls } from "../../main/web/chat/calls.ts";
import { CatchingUp } from "../../main/web/chat/catching-up.ts";
import type { ChatEvents } from "../../main/web/chat/events.ts";
import { Observers } from "../../main/web/chat/observers.ts";
import { Rooms } from "../../main/web/chat/rooms.ts";
import { Windows } from "../../main/web/chat/windows.ts";
import { messageOf } from "../../main/web/chat/wire.ts";

function said(position: number): object {
  return { id: `m${position}`, position, author: "site:ann", time: 1_000_000 + position, text: `text ${position}` };
}

function run(from: number, to: number): object[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => said(from + i));
}

/** A page in a room, and a server that answers when the test says so. */
class Page {
  readonly asked: { method: string; params: object; answer(value: unknown): void }[] = [];
  readonly rooms: Rooms;
  readonly windows: Windows;
  readonly catching: CatchingUp;

  constructor() {
    const events = new Observers<ChatEvents>();
    const calls = new Calls(
      (method, params) => new Promise((answer) => this.asked.push({ method, params, answer })),
    );
    this.rooms = new Rooms(events, () => true);
    this.windows = new Windows({ calls, isOpen: () => true, learn: () => undefined, changed: () => undefined });
    this.catching = new CatchingUp({
      events,
      calls,
      rooms: this.rooms,
      windows: this.windows,
      isOpen: () => true,
      person: () => null,
      learn: () => undefined,
      begun: () => undefined,
      overseen: () => undefined,
      changed: () => undefined,
    });
  }

  /** Asks to enter; the answer has the last 50 of so many messages. */
  enter(last: number): { loaded: Promise<void>; answer(): Promise<void> } {
    const loaded = this.catching.load("lobby", "");
    const asked = this.asked.pop();
    assert.ok(asked !== undefined && asked.method.endsWith("enter"));
    const from = Math.max(1, last - 49);
    return {
      loaded,
      answer: () => {
        const room = { id: "lobby", name: "Lobby", kind: "public", role: "guest", joined: true, last, read: 0, unread: 0 };
        asked.answer({ room, messages: run(from, last), people: {}, here: [], here_count: 0, more: from > 1 });
        return loaded;
      },
    };
  }

  hear(position: number): void {
    const message = messageOf(said(position));
    assert.ok(message !== null);
    this.rooms.get("lobby")?.timeline.hear({ type: "message", message });
  }

  get held(): number[] {
    return this.rooms.get("lobby")?.timeline.messages.map(({ position }) => position) ?? [];
  }
}

test("whatIsHeardBeforeAnOlderAnswerComesStays", async () => {
  const page = new Page();
  await page.enter(2).answer();
  const entering = page.enter(2);
  page.hear(3);
  await entering.answer();
  assert.deepEqual(page.held, [1, 2, 3]);
});

test("aRoomThatHasBegunAnewShowsWhatItHas", async () => {
  const page = new Page();
  await page.enter(20).answer();
  await page.enter(3).answer();
  assert.deepEqual(page.held, [1, 2, 3]);
});

for (const first of ["what follows", "the room"]) {
  test(`whoComesBackToMoreThanAnybodyReadsSeesTheEndThoughSomethingIsHeardFirst, ${first} is answered first`, async () => {
    const page = new Page();
    await page.enter(100).answer();
    const entering = page.enter(1_500);
    page.hear(900); // the server is still telling the others
    const room = page.rooms.get("lobby");
    assert.ok(room !== undefined);
    const after = page.windows.after(room);
    const following = page.asked.pop();
    const follow = (): void => following?.answer({ messages: run(101, 200), people: {}, more: true });
    if (first === "the room") await entering.answer();
    follow();
    await after;
    if (first !== "the room") await entering.answer();
    assert.equal(page.held.at(-1), 1_500);
    assert.ok(room.timeline.live);
  });
}
