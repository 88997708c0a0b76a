import assert from "node:assert/strict";
import { test } from "node:test";
import {
  draftOf,
  FIRST_PAUSE_MILLIS,
  LONGEST_PAUSE_MILLIS,
  Outbox,
  OUTBOX_LIMIT,
  type Shelf,
  type Written,
} from "../../main/web/chat/outbox.ts";
import type { Message } from "../../main/web/chat/wire.ts";

function shelf(): Shelf & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    all: () => [...kept].map(([id, value]) => ({ id, value })),
    put: (id, value) => void kept.set(id, value),
    remove: (id) => void kept.delete(id),
  };
}

function written(id: string, room = "lobby", more: Partial<Written> = {}): Written {
  return { id, room, text: `text of ${id}`, reply: null, mentions: [], files: [], ...more };
}

function boxOf(...ids: string[]): Outbox {
  const box = new Outbox(shelf());
  for (const id of ids) box.add(written(id), 0);
  return box;
}

function next(box: Outbox, now = 0): string[] {
  return box.next(now).map(({ id }) => id);
}

function fates(box: Outbox): Record<string, string> {
  return Object.fromEntries(box.all().map((outgoing) => [outgoing.id, outgoing.fate]));
}

function shownAs(id: string, clientId = ""): Message {
  const nothing = { reply: null, mentions: [], edited: null, deleted: null, reactions: [], files: [] };
  return { id, position: 1, author: "ann", time: 0, text: "", clientId, ...nothing };
}

test("messages of a room go out oldest first, each when the server has the one before", () => {
  const box = boxOf("a", "b");
  assert.deepEqual(next(box), ["a"]);
  assert.deepEqual(next(box), []);
  box.accepted("a", "m1", 1);
  assert.deepEqual(next(box), ["b"]);
  assert.deepEqual(fates(box), { a: "sent", b: "sending" });
});

test("a room that has to wait doesn't hold up another one", () => {
  const box = boxOf("a");
  box.add(written("b", "garden"), 0);
  box.add(written("c"), 0);
  assert.deepEqual(next(box), ["a", "b"]);
  box.later("a", "Wait.", 0);
  box.accepted("b", "m1", 1);
  box.add(written("d", "garden"), 0);
  assert.deepEqual(next(box), ["d"]);
});

test("a message is gone when the room shows it, by the server's id or by its own", () => {
  const box = boxOf("a", "b", "c");
  next(box);
  box.accepted("a", "m1", 1);
  assert.equal(box.shown(shownAs("m1")), true);
  assert.equal(box.shown(shownAs("m2", "b")), true);
  assert.equal(box.shown(shownAs("m3", "z")), false);
  assert.deepEqual(fates(box), { c: "queued" });
});

test("what the room has shown everything up to isn't waited for", () => {
  const box = boxOf("a", "b");
  next(box);
  box.accepted("a", "m7", 7);
  box.settle("lobby", 6);
  assert.equal(box.size, 2);
  box.settle("garden", 100);
  assert.equal(box.size, 2);
  box.settle("lobby", 7);
  assert.deepEqual(fates(box), { b: "queued" });
});

test("what came too fast keeps its place and goes out after a pause, which grows", () => {
  const box = boxOf("a", "b");
  let now = 0;
  for (const pause of [1, 2, 4, 8, 15, 15].map((times) => Math.min(times * FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS))) {
    assert.deepEqual(next(box, now), ["a"]);
    box.later("a", "Wait 1 s.", now);
    assert.equal(box.due, now + pause);
    assert.deepEqual(next(box, now + pause - 1), []);
    now += pause;
  }
  next(box, now);
  box.accepted("a", "m1", 1);
  assert.deepEqual(next(box, now), ["b"]);
});

test("what has no answer goes out again under its own id, before what was written later, and at once on a new connection", () => {
  const box = boxOf("a", "b");
  next(box);
  box.unanswered("a", 0);
  assert.deepEqual(fates(box), { a: "queued", b: "queued" });
  assert.deepEqual(next(box, 1), []);
  box.reconnected();
  assert.deepEqual(next(box, 1), ["a"]);
});

test("a new connection doesn't shorten a pause that the server asked for", () => {
  const box = boxOf("a");
  next(box);
  box.later("a", "Slow mode.", 0);
  box.reconnected();
  assert.deepEqual(next(box, FIRST_PAUSE_MILLIS - 1), []);
});

test("a refused message says why, holds up nothing, and can go out again or be taken back", () => {
  const box = boxOf("a", "b", "c");
  next(box);
  box.refused("a", "Shorten it.");
  assert.equal(box.get("a")?.reason, "Shorten it.");
  assert.deepEqual(next(box), ["b"]);
  box.again("a", 5);
  assert.deepEqual(Object.keys(fates(box)), ["b", "c", "a"]);
  box.accepted("b", "m1", 1);
  next(box);
  box.refused("c", "No.");
  assert.equal(box.takeBack("c")?.text, "text of c");
  assert.equal(box.takeBack("c"), null);
});

test("what is under way or sent can't be taken back", () => {
  const box = boxOf("a");
  next(box);
  assert.equal(box.takeBack("a"), null);
  box.accepted("a", "m1", 1);
  assert.equal(box.takeBack("a"), null);
});

test("a full box takes no more", () => {
  const box = boxOf(...Array.from({ length: OUTBOX_LIMIT }, (_, i) => `m${i}`));
  assert.equal(box.add(written("one more"), 0), null);
  assert.equal(box.size, OUTBOX_LIMIT);
});

test("the next page finds what wasn't sent, in its order, with everything that belongs to it", () => {
  const kept = shelf();
  const first = new Outbox(kept);
  const reply = { id: "m1", position: 1, author: "bob", text: "what?", deleted: false };
  const file = {
    id: "abc",
    name: "a.png",
    type: "image/png",
    size: 5,
    width: 1,
    height: 2,
    duration: 0,
    waveform: "",
    thumbnail: true,
  };
  first.add(written("z"), 100);
  first.add(written("y", "garden", { reply, mentions: ["bob"], files: [file] }), 100);
  first.add(written("x"), 100);
  first.next(100);
  first.accepted("z", "m2", 2);
  const second = new Outbox(kept);
  second.restore();
  assert.deepEqual(fates(second), { y: "queued", x: "queued" });
  const restored = second.get("y");
  assert.deepEqual(restored?.reply, reply);
  assert.deepEqual(restored?.files, [file]);
  assert.deepEqual(restored && draftOf(restored), {
    id: "y",
    room: "garden",
    text: "text of y",
    reply: "m1",
    mentions: ["bob"],
    files: ["abc"],
  });
});

test("the next page knows what was refused, and doesn't send it by itself", () => {
  const kept = shelf();
  const first = new Outbox(kept);
  first.add(written("a"), 0);
  first.next(0);
  first.refused("a", "Muted.");
  const second = new Outbox(kept);
  second.restore();
  assert.deepEqual(next(second), []);
  assert.equal(second.get("a")?.reason, "Muted.");
});

test("nothing is kept of what is sent, shown or taken back", () => {
  const kept = shelf();
  const box = new Outbox(kept);
  for (const id of ["a", "b", "c"]) box.add(written(id), 0);
  next(box);
  box.accepted("a", "m1", 1);
  box.shown(shownAs("m2", "b"));
  box.takeBack("c");
  assert.equal(kept.kept.size, 0);
});

test("what another page has sent or taken back is gone here too, but not what is under way", () => {
  const box = boxOf("a", "b");
  next(box);
  assert.equal(box.goneElsewhere("a"), false);
  assert.equal(box.goneElsewhere("b"), true);
  assert.deepEqual(fates(box), { a: "sending" });
});

test("what is kept but makes no sense is thrown away", () => {
  const kept = shelf();
  for (const [i, value] of ["", "no json", "5", "null", "[]", "{}", '{"room":"a"}', '{"text":"a"}'].entries()) kept.put(`k${i}`, value);
  kept.put("good", '{"room":"a","text":"b","time":"soon","mentions":[5],"files":[{}],"reply":7}');
  const box = new Outbox(kept);
  box.restore();
  assert.deepEqual(fates(box), { good: "queued" });
  assert.deepEqual([...kept.kept.keys()], ["good"]);
});

test("whatever fails in between, each message is accepted once and in the order of its room", () => {
  for (let seed = 1; seed <= 200; seed++) {
    let state = seed;
    const random = (): number => ((state = (state * 48_271) % 2_147_483_647), state / 2_147_483_647);
    const kept = shelf();
    let box = new Outbox(kept);
    const server: string[] = [];
    const expected: string[] = [];
    let now = 0;
    for (let i = 0; i < 300 || box.unsent > 0; i++) {
      assert.ok(i < 5_000, `still not sent, seed ${seed}`);
      now += 500;
      if (expected.length < 60 && random() < 0.3) {
        const one = written(`${expected.length}`, random() < 0.5 ? "a" : "b");
        if (box.add(one, now) !== null) expected.push(`${one.room}${one.id}`);
      }
      for (const { id, room } of box.next(now)) {
        const reaches = random() < 0.7;
        if (reaches && !server.includes(room + id)) server.push(room + id);
        if (reaches && random() < 0.7) box.accepted(id, `m${id}`, 1);
        else if (random() < 0.5) box.unanswered(id, now);
        else {
          box = new Outbox(kept); // the page is loaded again
          box.restore();
          break;
        }
      }
      if (random() < 0.1) box.reconnected();
    }
    for (const room of ["a", "b"]) {
      const of = (all: string[]): string[] => all.filter((each) => each.startsWith(room));
      assert.deepEqual(of(server), of(expected), `seed ${seed}`);
    }
  }
});
