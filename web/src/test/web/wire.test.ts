import assert from "node:assert/strict";
import { test } from "node:test";
import { Calls } from "../../main/web/chat/calls.ts";
import { CallFailed } from "../../main/web/chat/failures.ts";
import { userOfToken } from "../../main/web/chat/session.ts";
import {
  attachmentOf,
  messageOf,
  myEventOf,
  peopleOf,
  personOf,
  roomEventOf,
  roomOf,
  roomOfChannel,
} from "../../main/web/chat/wire.ts";

const MESSAGE = {
  id: "m1",
  position: 7,
  author: "ann",
  time: 1_790_000_000_000,
  text: "<b>",
  client_id: "c1",
  reply: { id: "m0", position: 6, author: "bob", text: "what?", deleted: false },
  mentions: ["bob"],
  edited: { by: "ann", time: 5 },
  reactions: [{ reaction: "👍", count: 2, mine: true }],
  files: [{ id: "f_-1", name: "a.png", type: "image/png", size: 3, thumbnail: true }],
  later: "what an older page doesn't know",
};
/** What a field may be instead of what it should be. */
const ODD: unknown[] = [undefined, null, true, -1, 1.5, 1e300, "x", "", [], {}, [[]], { toString: 5 }];

/** The object with each of its fields, also of those within, made odd in turn. */
function* spoilt(whole: Record<string, unknown>): Generator<unknown> {
  for (const [name, value] of Object.entries(whole)) {
    for (const odd of ODD) yield { ...whole, [name]: odd };
    if (typeof value !== "object" || value === null) continue;
    const inner = (Array.isArray(value) ? value[0] : value) as unknown;
    if (typeof inner !== "object" || inner === null) continue;
    for (const each of spoilt(inner as Record<string, unknown>)) yield { ...whole, [name]: Array.isArray(value) ? [each] : each };
  }
}

test("a message is what its fields say", () => {
  const message = messageOf(MESSAGE);
  assert.equal(message?.position, 7);
  assert.equal(message?.clientId, "c1");
  assert.deepEqual(message?.reply, MESSAGE.reply);
  assert.deepEqual(message?.reactions, MESSAGE.reactions);
  assert.equal(message?.files[0]?.duration, 0);
  assert.equal(message?.deleted, null);
});

test("a message without an id or a place is none, and everything else may be missing", () => {
  assert.equal(messageOf({ ...MESSAGE, id: "" }), null);
  for (const position of [0, -1, 1.5, "7", null]) assert.equal(messageOf({ ...MESSAGE, position }), null);
  assert.deepEqual(messageOf({ id: "m1", position: 1 })?.files, []);
});

test("whatever the server says, what is decoded has the types that it promises", () => {
  const room = { id: "r", name: "R", kind: "public", topic: "", role: "owner", joined: true, last: 5, read: 3, unread: 2, with: ["a"] };
  const person = { id: "ann", name: "Ann", avatar: "https://a.example/a.png", kind: "site" };
  for (const value of [...ODD, ...spoilt(MESSAGE)]) {
    const message = messageOf(value);
    if (message === null) continue;
    assert.equal(typeof message.text, "string");
    assert.ok(message.time >= 0 && message.time < 8.64e15);
    new Date(message.time).toISOString();
    assert.ok(message.mentions.every((each) => typeof each === "string"));
    assert.ok(message.reactions.every(({ count }) => Number.isSafeInteger(count) && count > 0));
    assert.ok(message.files.every(({ id }) => /^[\w-]+$/.test(id)));
  }
  for (const value of [...ODD, ...spoilt(room)]) {
    const decoded = roomOf(value);
    if (decoded === null) continue;
    assert.ok([decoded.last, decoded.read, decoded.unread].every(Number.isSafeInteger));
    assert.ok(decoded.role === null || ["owner", "moderator", "member", "guest"].includes(decoded.role));
  }
  const events = [
    { type: "message", message: MESSAGE, person },
    { type: "edited", message: MESSAGE },
    { type: "reactions", id: "m1", position: 7, reactions: MESSAGE.reactions },
    { type: "typing", user: "ann", name: "Ann" },
    { type: "presence", here: [person], gone: ["bob"], count: 1 },
    { type: "room", room },
    { type: "member", user: "ann", role: null, person },
    { type: "read", room: "r", position: 5 },
    { type: "joined", room, people: { ann: person } },
    { type: "left", room: "r", why: "banned" },
    { type: "reacted", room: "r", id: "m1", reaction: "👍", on: true },
    { type: "queue", count: 2 },
    { type: "me", person },
  ];
  for (const event of events) {
    assert.ok(roomEventOf(event) !== null || myEventOf(event) !== null, event.type);
    for (const value of spoilt(event)) {
      roomEventOf(value);
      myEventOf(value);
    }
  }
  assert.equal(roomEventOf({ type: "something newer" }), null);
});

test("a picture comes from the web or from the server, never from a script", () => {
  const avatars = ["https://a.example/a.png", "http://a.example/a", "/avatars/a.png", "chat/files/a"];
  for (const avatar of avatars) assert.equal(personOf({ id: "a", name: "A", avatar })?.avatar, avatar);
  for (const avatar of ["javascript:alert(1)", "data:image/svg+xml,x", "//evil.example/a", "/\\evil.example", "", 5])
    assert.equal(personOf({ id: "a", name: "A", avatar })?.avatar, undefined, String(avatar));
});

test("a file's id can be a part of an address, or it is none", () => {
  for (const id of ["../x", "a/b", "a?b", "a b", "", "é", "a".repeat(65)]) assert.equal(attachmentOf({ id }), null, id);
});

test("channels of rooms are told from others", () => {
  assert.equal(roomOfChannel("chat:lobby"), "lobby");
  assert.equal(roomOfChannel("chat_me:ann"), null);
});

test("people without a name are nobody, and the others are known", () => {
  assert.deepEqual(
    peopleOf({ a: { id: "a", name: "A" }, b: null, c: { id: "c", name: "" } }).map(({ id }) => id),
    ["a"],
  );
  for (const odd of ODD) assert.deepEqual(peopleOf(odd), []);
});

test("a call that fails says whether the server has spoken, and an answer without sense is none", async () => {
  const failing = new Calls(() => Promise.reject({ code: 1003, message: "Wait 1 s.", temporary: true }));
  await assert.rejects(failing.leave("a"), (error: CallFailed) => error.code === 1003 && error.temporary && !error.unanswered);
  const silent = new Calls(() => Promise.reject({ code: 1, message: "timeout" }));
  await assert.rejects(silent.leave("a"), (error: CallFailed) => error.unanswered && error.timedOut && error.message === "");
  const mad = new Calls(() => Promise.resolve("what?"));
  await assert.rejects(mad.overview(), CallFailed);
  assert.deepEqual(await mad.before("a", 1, 50), { messages: [], people: [], more: false });
});

test("the messages of an answer are in the order of their positions, whatever order they came in", async () => {
  const messages = [3, 1, 2].map((position) => ({ id: `m${position}`, position }));
  const page = await new Calls(() => Promise.resolve({ messages, more: true })).after("a", 0, 50);
  assert.deepEqual(
    page.messages.map(({ position }) => position),
    [1, 2, 3],
  );
});

test("the user of a site's token is read where it can be", () => {
  const payload = Buffer.from(JSON.stringify({ sub: "jürgen" })).toString("base64url");
  assert.equal(userOfToken(`x.${payload}.y`), "jürgen");
  for (const token of ["", "x", "x.y.z", "x.e30.z", "x.bnVsbA.z"]) assert.equal(userOfToken(token), "");
});
