import assert from "node:assert/strict";
import { test } from "node:test";
import { hue, HUES, initials } from "../../main/web/chat/names.ts";
import { move, NAMED, tell, type Movement } from "../../main/web/before/notices.ts";
import { dayLabel, dayOf, minuteOf } from "../../main/web/chat/times.ts";
import { failure, limitsOf, messageOf } from "../../main/web/before/wire.ts";
import { codePoints, utf8Length, wellFormed } from "../../main/web/shared/text.ts";

const NOBODY: Movement = { joined: [], left: [] };

function told(movement: Movement): string {
  return tell(movement)
    .map((piece) => (typeof piece === "string" ? piece : piece.name))
    .join("");
}

test("initials are those of the first and the last word, in letters of any script", () => {
  assert.deepEqual(
    ["Ann", "ann lindqvist", "Jean Luc Picard", "ольга ч.", "小明", "عمر خالد", "j.doe", "x 1"].map(initials),
    ["A", "AL", "JP", "ОЧ", "小", "عخ", "JD", "X"],
  );
});

test("an emoji that is one sign to the eye is one initial", () => {
  assert.equal(initials("👩‍🚀 astronaut"), "👩‍🚀");
  assert.equal(initials("🇺🇦"), "🇺🇦");
});

test("a name always has the same colour, however it is encoded, and names use all of them", () => {
  assert.equal(hue("Zoë"), hue("Zoe\u0308"));
  const used = new Set(Array.from({ length: 300 }, (_, i) => hue(`name ${i}`)));
  assert.equal(used.size, HUES);
});

test("who came and left is told in one sentence", () => {
  const movement = ["Ann", "Bob", "Eve"].reduce((so, name) => move(so, "joined", name), NOBODY);
  assert.equal(told(movement), "Ann, Bob and Eve joined");
  assert.equal(told(move(movement, "left", "Dan")), "Ann, Bob and Eve joined, Dan left");
});

test("somebody who comes and goes, or goes and comes back, isn't news", () => {
  assert.deepEqual(move(move(NOBODY, "joined", "Ann"), "left", "Ann"), NOBODY);
  assert.deepEqual(move(move(NOBODY, "left", "Ann"), "joined", "Ann"), NOBODY);
  assert.equal(told(NOBODY), "");
});

test("a crowd is told by its number", () => {
  const crowd = Array.from({ length: NAMED + 3 }, (_, i) => `n${i}`).reduce(
    (so, name) => move(so, "joined", name),
    NOBODY,
  );
  assert.match(told(crowd), /^n0, n1, n2, n3, n4, n5 and 3 more joined$/);
});

test("names stay apart from our own words, so that they can be isolated", () => {
  assert.deepEqual(tell(move(NOBODY, "joined", "left")), [{ name: "left" }, " joined"]);
});

test("days are named as the reader's calendar has them", () => {
  const noon = (day: number, month = 6, year = 2026): number => new Date(year, month - 1, day, 12).getTime();
  assert.equal(dayLabel(noon(15), noon(15)), "Today");
  assert.equal(dayLabel(noon(14), noon(15)), "Yesterday");
  assert.equal(dayLabel(noon(31, 12, 2025), noon(1, 1, 2026)), "Yesterday");
  assert.equal(dayLabel(noon(10), noon(15)), "Wednesday, June 10");
  assert.equal(dayLabel(noon(10, 6, 2024), noon(15)), "Monday, June 10, 2024");
  assert.notEqual(dayOf(new Date(2026, 5, 15, 23, 59, 59, 999).getTime()), dayOf(new Date(2026, 5, 16).getTime()));
  assert.equal(minuteOf(119_999), 1);
});

test("a publication in a room is a message, whatever else it carries", () => {
  const publication = {
    data: { id: "a", text: "<b>", from: "Ann", more: [1] },
    offset: 7,
    tags: { time: "1790000000000" },
    info: { client: "c1", user: "", connInfo: { name: "Ann" } },
  };
  const message = { id: "a", text: "<b>", from: "Ann", sender: "c1", time: 1_790_000_000_000, offset: 7 };
  assert.deepEqual(messageOf(publication, 0), message);
});

test("what the site says in a room needs no more than a text", () => {
  const message = { id: "@3", text: "Closing soon", from: "", sender: "", time: 5, offset: 3 };
  assert.deepEqual(messageOf({ data: { text: "Closing soon" }, offset: 3 }, 5), message);
});

test("what isn't known is passed over, and a field of the wrong type is as if it were missing", () => {
  for (const data of [undefined, null, 1, "x", [], {}, { id: "a" }, { id: "a", text: 5 }, { text: "no id, no offset" }])
    assert.equal(messageOf({ data }, 0), null, JSON.stringify(data));
  for (const time of ["", "soon", "-1", "1e300", "NaN"])
    assert.equal(messageOf({ data: { id: "a", text: "x" }, tags: { time } }, 5)?.time, 5, time);
  const odd = messageOf({ data: { id: {}, text: "x", from: ["y"] }, offset: 1, info: { client: "c", connInfo: 5 } }, 0);
  assert.deepEqual([odd?.id, odd?.from], ["@1", ""]);
});

test("limits are taken as the server says them, and only when they can be", () => {
  assert.deepEqual(limitsOf({ chat: { text_limit: 5, name_limit: 6 } }), { text: 5, name: 6 });
  for (const data of [null, {}, { chat: 5 }, { chat: { text_limit: "5", name_limit: 6 } }, { chat: { text_limit: 0 } }])
    assert.equal(limitsOf(data), null);
});

test("a failed call says why, however it failed", () => {
  const busy = { code: 1003, message: "Wait 1 s.", temporary: true };
  assert.deepEqual(failure(busy), busy);
  assert.deepEqual(failure({ code: 1, message: "timeout" }), { code: 1, message: "timeout", temporary: false });
  assert.equal(failure("strange").code, 0);
});

test("limits count code points and bytes, not UTF-16 units", () => {
  assert.equal(codePoints("a😀é"), 3);
  assert.equal(codePoints("\ud83d\ud83d\ude00\ude00"), 3);
  assert.equal(codePoints(""), 0);
  assert.equal(utf8Length("a😀é"), 7);
});

test("half a surrogate pair is replaced, a whole one is kept", () => {
  assert.equal(wellFormed("a\ud83d😀\ude00"), "a\ufffd😀\ufffd");
});
