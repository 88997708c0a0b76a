import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox, OUTBOX_LIMIT, UNDER_WAY_LIMIT } from "../../main/web/chat/outbox.ts";

function boxOf(...ids: string[]): Outbox {
  const box = new Outbox();
  for (const id of ids) box.add(id, `text of ${id}`);
  return box;
}

function fates(box: Outbox): Record<string, string> {
  return Object.fromEntries(box.all().map((outgoing) => [outgoing.id, outgoing.fate]));
}

test("messages go out oldest first and are gone when the room echoes them", () => {
  const box = boxOf("a", "b");
  assert.equal(box.next(0)?.id, "a");
  assert.equal(box.next(0)?.id, "b");
  assert.equal(box.next(0), null);
  assert.equal(box.echoed("a"), true);
  assert.deepEqual(fates(box), { b: "sending" });
});

test("an echo of somebody else's message changes nothing", () => {
  const box = boxOf("a");
  assert.equal(box.echoed("z"), false);
  assert.equal(box.size, 1);
});

test("what was under way when the connection was lost is unconfirmed, what was queued goes out by itself", () => {
  const box = boxOf("a", "b");
  box.next(0);
  box.lost();
  assert.deepEqual(fates(box), { a: "unconfirmed", b: "queued" });
  assert.equal(box.next(0)?.id, "b");
  assert.equal(box.next(0), null);
});

test("an unconfirmed message is sent again under its own id", () => {
  const box = boxOf("a");
  box.next(0);
  box.lost();
  box.again("a");
  assert.deepEqual(box.next(5), { id: "a", text: "text of a", fate: "sending", reason: "", since: 5 });
});

test("a refused message keeps its reason and can be taken back", () => {
  const box = boxOf("a");
  box.next(0);
  assert.equal(box.refused("a", "Too fast: wait a second."), true);
  assert.equal(box.all()[0]?.reason, "Too fast: wait a second.");
  assert.equal(box.takeBack("a"), "text of a");
  assert.equal(box.size, 0);
});

test("what is under way can't be taken back", () => {
  const box = boxOf("a");
  box.next(0);
  assert.equal(box.takeBack("a"), null);
  assert.equal(box.size, 1);
});

test("only so many are under way at once", () => {
  const box = boxOf(...Array.from({ length: UNDER_WAY_LIMIT + 1 }, (_, i) => `m${i}`));
  for (let i = 0; i < UNDER_WAY_LIMIT; i++) assert.equal(box.next(i)?.id, `m${i}`);
  assert.equal(box.next(99), null);
  assert.equal(box.underWaySince(), 0);
  box.echoed("m0");
  assert.equal(box.next(99)?.id, `m${UNDER_WAY_LIMIT}`);
  assert.equal(box.underWaySince(), 1);
});

test("a full box takes no more", () => {
  const box = boxOf(...Array.from({ length: OUTBOX_LIMIT }, (_, i) => `m${i}`));
  assert.equal(box.add("one more", "x"), null);
  assert.equal(box.size, OUTBOX_LIMIT);
});
