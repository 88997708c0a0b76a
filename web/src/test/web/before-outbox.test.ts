import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox, OUTBOX_LIMIT, PAUSE_MILLIS, REMEMBERED_MILLIS } from "../../main/web/before/outbox.ts";

function boxOf(...ids: string[]): Outbox {
  const box = new Outbox();
  for (const id of ids) box.add(id, `text of ${id}`);
  return box;
}

function fates(box: Outbox): Record<string, string> {
  return Object.fromEntries(box.all().map((outgoing) => [outgoing.id, outgoing.fate]));
}

test("messages go out oldest first, each when the server has the one before", () => {
  const box = boxOf("a", "b");
  assert.equal(box.next(0)?.id, "a");
  assert.equal(box.next(0), null);
  assert.equal(box.underWay()?.id, "a");
  box.accepted("a");
  assert.equal(box.next(5)?.id, "b");
  assert.deepEqual(fates(box), { a: "sent", b: "sending" });
  assert.equal(box.shown("a"), true);
  assert.deepEqual(fates(box), { b: "sending" });
});

test("a message that the room shows before the server has answered is gone, and the answer changes nothing", () => {
  const box = boxOf("a");
  box.next(0);
  assert.equal(box.shown("a"), true);
  box.accepted("a");
  box.unanswered("a", 0);
  assert.equal(box.size, 0);
});

test("a message that came too fast keeps its place and goes out after a pause", () => {
  const box = boxOf("a", "b");
  box.next(0);
  box.later("a", "Wait 1 s.", 100);
  assert.deepEqual(fates(box), { a: "queued", b: "queued" });
  assert.equal(box.all()[0]?.reason, "Wait 1 s.");
  assert.equal(box.next(100 + PAUSE_MILLIS - 1), null);
  assert.equal(box.paused, true);
  assert.equal(box.next(100 + PAUSE_MILLIS)?.id, "a");
  assert.equal(box.paused, false);
});

test("somebody else's message changes nothing", () => {
  const box = boxOf("a");
  assert.equal(box.shown("z"), false);
  assert.equal(box.size, 1);
});

test("what has no answer is sent again by itself, under its own id, before what was written later", () => {
  const box = boxOf("a", "b");
  box.next(1);
  box.unanswered("a", 2);
  assert.deepEqual(fates(box), { a: "queued", b: "queued" });
  assert.equal(box.next(2 + PAUSE_MILLIS)?.id, "a");
  box.accepted("a");
  assert.equal(box.next(2 + PAUSE_MILLIS)?.id, "b");
});

test("what has had no answer for longer than the server remembers it is sent again only by its author", () => {
  const box = boxOf("a", "b");
  box.next(1);
  box.unanswered("a", 2);
  box.next(2 + PAUSE_MILLIS);
  box.unanswered("a", 3 + PAUSE_MILLIS);
  const late = 1 + REMEMBERED_MILLIS;
  assert.equal(box.next(late)?.id, "b");
  assert.deepEqual(fates(box), { a: "unconfirmed", b: "sending" });
  box.accepted("b");
  assert.equal(box.next(late), null);
  box.again("a");
  assert.equal(box.next(late)?.id, "a");
});

test("what was never handed over may wait for as long as it takes", () => {
  const box = boxOf("a");
  assert.equal(box.next(100 * REMEMBERED_MILLIS)?.id, "a");
});

test("a page that is loaded again still knows what may have arrived", () => {
  const box = new Outbox();
  box.add("a", "text", 1);
  assert.equal(box.next(REMEMBERED_MILLIS)?.id, "a");
  const late = new Outbox();
  late.add("a", "text", 1);
  assert.equal(late.next(1 + REMEMBERED_MILLIS), null);
  assert.deepEqual(fates(late), { a: "unconfirmed" });
});

test("a refused message keeps its reason and can be taken back", () => {
  const box = boxOf("a");
  box.next(0);
  box.refused("a", "Shorten it.");
  assert.equal(box.all()[0]?.reason, "Shorten it.");
  assert.equal(box.next(0), null);
  assert.equal(box.takeBack("a"), "text of a");
  assert.equal(box.size, 0);
});

test("what is under way or sent can't be taken back", () => {
  const box = boxOf("a");
  box.next(0);
  assert.equal(box.takeBack("a"), null);
  box.accepted("a");
  assert.equal(box.takeBack("a"), null);
  assert.equal(box.size, 1);
  box.forgetSent();
  assert.equal(box.size, 0);
});

test("a full box takes no more", () => {
  const box = boxOf(...Array.from({ length: OUTBOX_LIMIT }, (_, i) => `m${i}`));
  assert.equal(box.add("one more", "x"), null);
  assert.equal(box.size, OUTBOX_LIMIT);
});
