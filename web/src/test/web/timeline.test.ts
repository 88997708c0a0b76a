import assert from "node:assert/strict";
import { test } from "node:test";
import { excerpt, Timeline, WINDOW, type Heard } from "../../main/web/chat/timeline.ts";
import type { Message } from "../../main/web/chat/wire.ts";

function message(position: number, changes: Partial<Message> = {}): Message {
  return {
    id: `m${position}`,
    position,
    author: "ann",
    time: 1_000_000 + position,
    text: `text ${position}`,
    clientId: "",
    reply: null,
    mentions: [],
    edited: null,
    deleted: null,
    reactions: [],
    files: [],
    ...changes,
  };
}

function run(from: number, to: number): Message[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => message(from + i));
}

function said(position: number): Heard {
  return { type: "message", message: message(position) };
}

function positions(timeline: Timeline): number[] {
  return timeline.messages.map(({ position }) => position);
}

/** A timeline that holds these, up to the room's end. */
function holding(from: number, to: number): Timeline {
  const timeline = new Timeline();
  timeline.asking();
  timeline.answered(run(from, to), from, to, true);
  return timeline;
}

test("what is said next is added, and what is known is not added again", () => {
  const timeline = holding(1, 3);
  assert.equal(timeline.hear(said(4)), true);
  assert.equal(timeline.hear(said(4)), false);
  assert.equal(timeline.hear(said(2)), false);
  assert.deepEqual(positions(timeline), [1, 2, 3, 4]);
});

test("the first message of an empty room is added", () => {
  const timeline = new Timeline();
  timeline.asking();
  timeline.answered([], 1, 0, true);
  assert.equal(timeline.complete, true);
  timeline.hear(said(1));
  assert.deepEqual(positions(timeline), [1]);
});

test("a hole keeps what is behind it apart until it is filled", () => {
  const timeline = holding(1, 3);
  assert.equal(timeline.hear(said(6)), false);
  assert.equal(timeline.holed, true);
  assert.deepEqual(positions(timeline), [1, 2, 3]);
  timeline.hear(said(7));
  timeline.asking();
  timeline.answered(run(4, 5), 4, 5, false);
  assert.deepEqual(positions(timeline), [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(timeline.holed, false);
});

test("an answer that is older than what was heard meanwhile doesn't undo it", () => {
  const timeline = holding(1, 3);
  timeline.asking();
  timeline.hear({ type: "edited", message: message(2, { text: "new", edited: { by: "ann", time: 5 } }) });
  timeline.hear({ type: "deleted", message: message(3, { text: "", deleted: { by: "ann", time: 6 } }) });
  timeline.hear(said(4));
  timeline.answered(run(1, 3), 1, 3, true);
  assert.deepEqual(
    timeline.messages.map(({ text }) => text),
    ["text 1", "new", "", "text 4"],
  );
});

test("what is said before is put before, and the beginning of the room is known as such", () => {
  const timeline = holding(51, 60);
  timeline.asking();
  timeline.answered(run(11, 50), 11, 50, false);
  assert.equal(timeline.complete, false);
  assert.equal(timeline.live, true);
  timeline.asking();
  timeline.answered(run(3, 10), 1, 10, false); // 1 and 2 are no longer kept
  assert.equal(timeline.complete, true);
  assert.equal(positions(timeline)[0], 3);
});

test("an answer from elsewhere becomes the window, which then doesn't grow with what is said", () => {
  const timeline = holding(900, 1_000);
  timeline.asking();
  timeline.answered(run(100, 199), 100, 199, false);
  assert.equal(timeline.live, false);
  assert.equal(timeline.hear(said(1_001)), false);
  assert.equal(timeline.end, 1_001);
  assert.equal(timeline.holed, false);
  assert.deepEqual([timeline.from, timeline.to], [100, 199]);
});

test("the window is bounded at the end that is further from what is in view", () => {
  const timeline = holding(1_001, 1_000 + WINDOW);
  timeline.viewing(1_005, 1_020);
  timeline.asking();
  timeline.answered(run(951, 1_000), 951, 1_000, false);
  assert.equal(timeline.messages.length, WINDOW);
  assert.equal(timeline.from, 951);
  assert.equal(timeline.live, false);
  timeline.viewing(timeline.to - 20, timeline.to);
  timeline.asking();
  timeline.answered(run(timeline.to + 1, timeline.to + 50), timeline.to + 1, timeline.to + 50, true);
  assert.equal(timeline.messages.length, WINDOW);
  assert.equal(timeline.from, 1_001);
  assert.equal(timeline.live, true);
});

test("a room that never rests is held no longer than the window, however long it goes on", () => {
  const timeline = holding(1, 1);
  timeline.viewing(1, Number.MAX_SAFE_INTEGER);
  for (let position = 2; position <= 10_000; position++) {
    timeline.hear(said(position));
    timeline.viewing(position - 20, Number.MAX_SAFE_INTEGER);
  }
  assert.equal(timeline.messages.length, WINDOW);
  assert.equal(timeline.to, 10_000);
});

test("somebody who reads far above the end isn't robbed of what they read", () => {
  const timeline = holding(1, WINDOW);
  timeline.viewing(10, 30);
  for (let position = WINDOW + 1; position <= WINDOW + 500; position++) timeline.hear(said(position));
  assert.equal(timeline.at(10)?.id, "m10");
  assert.equal(timeline.live, false);
  assert.equal(timeline.end, WINDOW + 500);
});

test("a deleted message isn't quoted any longer, and a corrected one is quoted as it is now", () => {
  const timeline = new Timeline();
  const reply = { id: "m1", position: 1, author: "ann", text: "text 1", deleted: false };
  timeline.asking();
  timeline.answered([message(1), message(2, { reply })], 1, 2, true);
  timeline.hear({ type: "edited", message: message(1, { text: "corrected" }) });
  assert.equal(timeline.at(2)?.reply?.text, "corrected");
  timeline.hear({ type: "deleted", message: message(1, { text: "", deleted: { by: "ann", time: 1 } }) });
  assert.deepEqual(timeline.at(2)?.reply, { ...reply, text: "", deleted: true });
});

test("which reactions are one's own is known whichever of the two events comes first", () => {
  const counts = { type: "reactions", id: "m1", position: 1, reactions: [{ reaction: "👍", count: 3, mine: false }] } as const;
  const mine = { type: "reacted", id: "m1", reaction: "👍", on: true } as const;
  for (const order of [
    [counts, mine],
    [mine, counts],
  ]) {
    const timeline = holding(1, 1);
    for (const event of order) timeline.hear(event);
    assert.deepEqual(timeline.at(1)?.reactions, [{ reaction: "👍", count: 3, mine: true }]);
  }
});

test("a reaction of one's own shows at once, and goes with its last person", () => {
  const timeline = holding(1, 1);
  timeline.expect("m1", "🎉", true);
  assert.deepEqual(timeline.at(1)?.reactions, [{ reaction: "🎉", count: 1, mine: true }]);
  timeline.expect("m1", "🎉", true);
  timeline.expect("m1", "🎉", false);
  assert.deepEqual(timeline.at(1)?.reactions, []);
});

test("a quote has at most 140 characters, and cuts none in half", () => {
  assert.equal([...excerpt("😀".repeat(200))].length, 140);
  assert.equal(excerpt("short"), "short");
});

test("whatever comes in whichever order, the window is a run of the room without a hole, and as the room is now", () => {
  for (let seed = 1; seed <= 300; seed++) play(seed);
});

/** A room that talks, corrects and deletes, and a page that hears of it late, twice, out of turn or not at all. */
function play(seed: number): void {
  const random = generator(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const room: Message[] = run(1, below(700));
  const timeline = new Timeline();
  let underWay: { due: number; answer: () => void }[] = [];
  let unheard: Heard[] = [];

  const ask = (from: number, to: number): void => {
    const last = Math.min(to, room.length);
    const messages = room.slice(from - 1, last);
    const atEnd = last === room.length;
    timeline.asking();
    const lost = random() < 0.1;
    const answer = lost
      ? () => timeline.unanswered()
      : () => timeline.answered(messages, from, Math.max(last, from - 1), atEnd);
    underWay.push({ due: below(6), answer });
  };
  const step = (): void => {
    const now = underWay;
    underWay = [];
    for (const each of now) if (each.due-- <= 0) each.answer();
      else underWay.push(each);
  };
  const check = (): void => {
    const held = positions(timeline);
    held.forEach((position, i) => assert.equal(position, timeline.from + i, `a hole, seed ${seed}`));
    assert.ok(held.length <= WINDOW, `more than the window, seed ${seed}`);
    assert.equal(timeline.to - timeline.from + 1, held.length, `bounds, seed ${seed}`);
  };
  const hear = (event: Heard): void => void timeline.hear(event);

  ask(Math.max(1, room.length - 49), room.length);
  for (let i = 0; i < 400; i++) {
    const doing = random();
    if (doing < 0.5) {
      const one = message(room.length + 1);
      room.push(one);
      unheard.push({ type: "message", message: one });
    } else if (doing < 0.65 && room.length > 0) {
      const at = Math.max(0, room.length - 1 - below(60));
      const changed = { ...(room[at] as Message), text: `edit ${i}`, edited: { by: "ann", time: i } };
      room[at] = changed;
      unheard.push({ type: "edited", message: changed });
    } else if (doing < 0.7 && room.length > 0) {
      const at = Math.max(0, room.length - 1 - below(60));
      const changed = { ...(room[at] as Message), text: "", deleted: { by: "ann", time: i } };
      room[at] = changed;
      unheard.push({ type: "deleted", message: changed });
    } else if (doing < 0.78 && !timeline.complete) ask(Math.max(1, timeline.from - 50), timeline.from - 1);
    else if (doing < 0.82) timeline.viewing(timeline.from + below(100), timeline.from + 100 + below(200));
    else if (doing < 0.84) ask(Math.max(1, below(room.length)), below(room.length) + 50);

    for (const next of unheard.splice(0, below(4))) {
      // What was said may get lost or come again: its position tells. A change comes once, and in its turn.
      if (next.type !== "message" || random() > 0.1) hear(next);
      if (next.type === "message" && random() < 0.1) hear(next);
    }
    if (timeline.holed && underWay.length === 0) ask(timeline.to + 1, timeline.to + 100);
    step();
    check();
  }
  for (const event of unheard) hear(event);
  unheard = [];
  for (let i = 0; underWay.length > 0; i++) {
    assert.ok(i < 20);
    step();
  }
  timeline.viewing(timeline.to, Number.MAX_SAFE_INTEGER);
  timeline.endsAt(room.length); // as the next overview says, where the last was lost and nothing followed
  for (let i = 0; !timeline.live || timeline.holed; i++) {
    assert.ok(i < 50, `never at the end, seed ${seed}`);
    ask(timeline.to + 1, timeline.to + 100);
    for (let j = 0; underWay.length > 0; j++) {
      assert.ok(j < 20);
      step();
    }
    check();
  }
  assert.equal(timeline.to, room.length, `the end, seed ${seed}`);
  assert.deepEqual(timeline.messages, room.slice(timeline.from - 1), `as the room is, seed ${seed}`);
}

/** Mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
