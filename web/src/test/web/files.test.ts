import assert from "node:assert/strict";
import { test } from "node:test";
import { fileAddress, thumbnailAddress, uploadAddress } from "../../main/web/chat/media/addresses.ts";
import { describeFiles, isVoice, kindOf, shownName } from "../../main/web/chat/media/kinds.ts";
import { placeOf } from "../../main/web/chat/media/picture.ts";
import { lengthText, sizeText } from "../../main/web/chat/media/sizes.ts";
import { afterKey } from "../../main/web/chat/media/sound.ts";
import type { Attachment } from "../../main/web/chat/wire.ts";

const BASE = "https://site.com/rt/";

function file(over: Partial<Attachment> = {}): Attachment {
  const plain = { id: "abc", name: "plan.pdf", type: "application/pdf", size: 10, width: 0, height: 0 };
  return { ...plain, duration: 0, waveform: "", thumbnail: false, ...over };
}

const PICTURE = { type: "image/png", width: 640, height: 480 };
const VOICE = { type: "audio/wav", duration: 7_400, waveform: "AAEC" };

test("sizes are told as people read them, in their own language", () => {
  const told = (bytes: number, language = "en"): string => sizeText(bytes, language).replaceAll("\u00a0", " ");
  assert.equal(told(0), "0 bytes");
  assert.equal(told(1), "1 byte");
  assert.equal(told(999), "999 bytes");
  assert.equal(told(1_000), "1 kB");
  assert.equal(told(1_449), "1.4 kB");
  assert.equal(told(9_949), "9.9 kB");
  assert.equal(told(9_950), "10 kB");
  assert.equal(told(123_456), "123 kB");
  assert.equal(told(999_499), "999 kB");
  assert.equal(told(999_500), "1 MB"); // never 1,000 kB
  assert.equal(told(10_000_000), "10 MB");
  assert.equal(told(5e13), "50,000 GB");
  assert.equal(told(1_500_000, "ru"), "1,5 МБ");
});

test("lengths have minutes and seconds, and hours where there are any", () => {
  assert.deepEqual(
    [0, 999, 7_400, 60_000, 300_000, 3_723_000, NaN, Infinity, -5].map(lengthText),
    ["0:00", "0:00", "0:07", "1:00", "5:00", "1:02:03", "0:00", "0:00", "0:00"],
  );
});

test("only raster pictures that the server has measured are shown as pictures", () => {
  assert.equal(kindOf(file(PICTURE)), "picture");
  assert.equal(kindOf(file({ ...PICTURE, width: 0 })), "file");
  for (const type of ["image/svg+xml", "text/html", "image/png\u0000", "image/pngx", "video/mp4"])
    assert.equal(kindOf(file({ ...PICTURE, type })), "file", type);
  assert.equal(kindOf(file(VOICE)), "sound");
  assert.ok(isVoice(file(VOICE)));
  assert.ok(!isVoice(file({ ...VOICE, waveform: "" })));
});

test("a file name hides nothing and turns nothing", () => {
  assert.equal(shownName("invoice\u202efdp.exe"), "invoice\ufffdfdp.exe");
  assert.equal(shownName("a\u200bb\nc\u2066d\ud800e"), "a\ufffdb\ufffdc\ufffdd\ufffde");
  assert.equal(shownName("Ünïcode 文件 😀.png"), "Ünïcode 文件 😀.png");
});

test("a file's address stays below the server's place for files, whatever the file is called", () => {
  const names = ["plan.pdf", "..", ".", "../../x", "a/b", "a?b#c", "thumbnail", "\ud800", "<b>", "%2e%2e", "", "文件.png"];
  for (const name of names) {
    const address = fileAddress(file({ name }), BASE);
    assert.match(address, /^https:\/\/site\.com\/rt\/chat\/files\/abc\/[^/?#]+$/, name);
    assert.ok(!address.endsWith("/thumbnail"), name);
  }
  assert.equal(thumbnailAddress(file(), BASE), "https://site.com/rt/chat/files/abc/thumbnail");
});

test("an upload says where it belongs, and a voice message how it sounds", () => {
  const plain = new URL(uploadAddress({ room: "lob/by", name: "a&b=c.png", duration: 0, waveform: "" }, BASE));
  assert.equal(plain.pathname, "/rt/chat/files");
  assert.deepEqual([...plain.searchParams], [["room", "lob/by"], ["name", "a&b=c.png"]]);
  const voice = new URL(uploadAddress({ room: "r", name: "v", duration: 1_234.6, waveform: "AAEC" }, BASE));
  assert.deepEqual([voice.searchParams.get("duration"), voice.searchParams.get("waveform")], ["1235", "AAEC"]);
});

test("files are described in words", () => {
  assert.equal(describeFiles([]), "");
  assert.equal(describeFiles([file(PICTURE)]), "Picture");
  assert.equal(describeFiles([file(VOICE)]), "Voice message, 0:07");
  assert.equal(describeFiles([file(), file(), file()]), "plan.pdf and 2 more files");
});

test("a picture's place keeps its shape, is never large, and never too small to be hit", () => {
  assert.deepEqual(placeOf(640, 480), { width: 320, height: 240 });
  assert.deepEqual(placeOf(100, 80), { width: 100, height: 80 });
  assert.deepEqual(placeOf(1, 1), { width: 48, height: 48 });
  assert.deepEqual(placeOf(10_000, 10), { width: 320, height: 48 });
  assert.deepEqual(placeOf(3_000, 6_000), { width: 160, height: 320 });
});

test("keys move through a sound and stay within it", () => {
  assert.equal(afterKey("ArrowRight", 1_000, 60_000), 6_000);
  assert.equal(afterKey("ArrowLeft", 1_000, 60_000), 0);
  assert.equal(afterKey("PageUp", 50_000, 60_000), 59_999);
  assert.equal(afterKey("Home", 9, 60_000), 0);
  assert.equal(afterKey("End", 9, 60_000), 59_999);
  assert.equal(afterKey("End", 0, 0), 0);
  assert.equal(afterKey("x", 9, 60_000), null);
});
