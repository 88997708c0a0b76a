import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsOf, RUN_MILLIS, type Row } from "../../main/web/chat/list/rows.ts";
import { RoomState } from "../../main/web/chat/room.ts";
import type { Message, Room } from "../../main/web/chat/wire.ts";

const NOON = new Date(2026, 5, 15, 12).getTime();
const nothing = { clientId: "", reply: null, mentions: [], edited: null, deleted: null, reactions: [], files: [] };

function message(position: number, author = "ann", time = NOON + position, changes: Partial<Message> = {}): Message {
  return { ...nothing, id: `m${position}`, position, author, time, text: `${position}`, ...changes };
}

function told(rows: readonly Row[]): string[] {
  return rows.map((row) => (row.kind === "message" ? `${row.message.position}${row.follows ? " follows" : ""}` : row.kind));
}

const ALONE = { before: null, newAfter: null, me: "me" };

test("what one says in a row has one name, for a while", () => {
  const later = NOON + 2 + RUN_MILLIS;
  const rows = rowsOf([message(1), message(2), message(3, "bob"), message(4, "ann"), message(5, "ann", later + 10)], ALONE);
  assert.deepEqual(told(rows), ["day", "1", "2 follows", "3", "4", "5"]);
});

test("an answer and what was deleted stand for themselves", () => {
  const reply = { id: "m1", position: 1, author: "bob", text: "?", deleted: false };
  const gone = { by: "ann", time: 1 };
  const rows = rowsOf(
    [message(1), message(2, "ann", NOON, { reply }), message(3, "ann", NOON, { deleted: gone }), message(4)],
    ALONE,
  );
  assert.deepEqual(told(rows), ["day", "1", "2", "3", "4"]);
});

test("each day begins with a line, and with a name", () => {
  const night = new Date(2026, 5, 15, 23, 59).getTime();
  const rows = rowsOf([message(1, "ann", night), message(2, "ann", night + 120_000)], ALONE);
  assert.deepEqual(told(rows), ["day", "1", "day", "2"]);
  const went = rowsOf([message(2, "ann", night + 1)], { ...ALONE, before: message(1, "ann", night) });
  assert.deepEqual(told(went), ["2 follows"]);
});

test("what is new begins with a line, above the first of somebody else", () => {
  const all = [message(1), message(2, "me"), message(3), message(4)];
  assert.deepEqual(told(rowsOf(all, { ...ALONE, newAfter: 1 })), ["day", "1", "2", "new", "3", "4 follows"]);
  assert.deepEqual(told(rowsOf(all, { ...ALONE, newAfter: 4 })), ["day", "1", "2", "3", "4 follows"]);
  assert.deepEqual(told(rowsOf(all.slice(3), { ...ALONE, newAfter: 1, before: all[2] ?? null })), ["4 follows"]);
  assert.deepEqual(told(rowsOf(all.slice(2), { ...ALONE, newAfter: 1 })), ["day", "3", "4 follows"]); // it begins above
});

const ROOM: Room = {
  id: "r",
  name: "R",
  kind: "public",
  topic: "",
  role: "member",
  joined: true,
  last: 10,
  read: 10,
  unread: 0,
  more: false,
  mentions: 0,
  slowMode: 0,
  retentionDays: 0,
  mutedUntil: 0,
  with: [],
};

test("what others say is unread until it is read, here or elsewhere, and no mark goes back", () => {
  const room = new RoomState(ROOM);
  assert.equal(room.said(message(11, "bob"), "me"), true);
  room.said(message(12, "bob", NOON, { mentions: ["me"] }), "me");
  assert.equal(room.said(message(12, "bob"), "me"), false); // again
  room.said(message(13, "me"), "me");
  assert.deepEqual([room.info.unread, room.info.mentions], [2, 1]);
  assert.equal(room.readUpTo(13, "me"), true);
  assert.deepEqual([room.info.unread, room.info.mentions, room.info.read], [0, 0, 13]);
  assert.equal(room.readUpTo(5, "me"), false);
  assert.equal(room.readUpTo(99, "me"), false); // there is no more to read
  assert.equal(room.info.read, 13);
});

test("a part that is read leaves the rest unread", () => {
  const room = new RoomState(ROOM);
  room.timeline.asking();
  room.timeline.answered([message(10)], 10, 10, true);
  for (let position = 11; position <= 15; position++) {
    const one = message(position, position === 13 ? "me" : "bob");
    room.said(one, "me");
    room.timeline.hear({ type: "message", message: one });
  }
  assert.equal(room.info.unread, 4);
  room.readUpTo(12, "me");
  assert.equal(room.info.unread, 2);
});

test("an older account of the room doesn't undo what was heard and read since", () => {
  const room = new RoomState(ROOM);
  room.said(message(11, "bob"), "me");
  room.said(message(12, "bob"), "me");
  room.readUpTo(11, "me");
  room.learn({ ...ROOM, name: "Renamed", last: 11, read: 10, unread: 1 });
  assert.deepEqual([room.info.name, room.info.last, room.info.read, room.info.unread], ["Renamed", 12, 11, 1]);
  room.learn({ ...ROOM, last: 12, read: 12, unread: 0 });
  assert.equal(room.info.unread, 0);
});

test("who looks away finds a line above what came meanwhile", () => {
  const room = new RoomState(ROOM);
  room.lookAway();
  assert.equal(room.newAfter, 10);
  room.said(message(11, "bob"), "me");
  room.lookAway();
  assert.equal(room.newAfter, 10); // not read yet: the line stays where it is
  room.readUpTo(11, "me");
  room.lookAway();
  assert.equal(room.newAfter, 11);
});

test("somebody writes until they stop, or say it", () => {
  const room = new RoomState(ROOM);
  room.writes("bob", "Bob", 0);
  room.writes("eve", "Eve", 1_000);
  assert.deepEqual(
    room.typing.map(({ name }) => name),
    ["Bob", "Eve"],
  );
  assert.equal(room.stopTyping(5_000), true);
  room.said(message(11, "eve"), "me");
  assert.equal(room.someoneTypes, false);
});
