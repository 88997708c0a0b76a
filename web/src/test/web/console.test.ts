import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAddress, checkClosing, checkProtocols, type Checked } from "../../main/web/console/address.ts";
import { escapeText, hexDump, parseBase64, parseHex } from "../../main/web/console/bytes.ts";

const PAGE = "http://127.0.0.1:8000/console";

function value<T>(checked: Checked<T>): T {
  assert.ok("value" in checked, "problem" in checked ? checked.problem : "");
  return checked.value;
}

function problem(checked: Checked<unknown>): string {
  assert.ok("problem" in checked, "was accepted");
  return checked.problem;
}

test("addresses are ws or wss, relative ones start at the page", () => {
  assert.equal(value(checkAddress("wss://example.org/a?b=c", PAGE)), "wss://example.org/a?b=c");
  assert.equal(value(checkAddress("echo", PAGE)), "ws://127.0.0.1:8000/echo");
  assert.equal(value(checkAddress("/raw/demo", "https://site.com/rt/console")), "wss://site.com/raw/demo");
  assert.equal(value(checkAddress("http://localhost:9/x", PAGE)), "ws://localhost:9/x");
  assert.match(problem(checkAddress("ftp://x/", PAGE)), /ftp:/);
  assert.match(problem(checkAddress("ws://x/#y", PAGE)), /fragment/);
  problem(checkAddress("", PAGE));
  problem(checkAddress("ws://a b/", PAGE));
});

test("subprotocols are tokens and named once", () => {
  assert.deepEqual(value(checkProtocols(" chat, superchat  v2.x ")), ["chat", "superchat", "v2.x"]);
  assert.deepEqual(value(checkProtocols("")), []);
  assert.match(problem(checkProtocols("a,b,a")), /twice/);
  assert.match(problem(checkProtocols("a(b)")), /a\(b\)/);
});

test("a page closes with 1000 or 3000 to 4999 and a reason of at most 123 bytes", () => {
  assert.deepEqual(value(checkClosing("", "")), {});
  assert.deepEqual(value(checkClosing("1000", "")), { code: 1000 });
  assert.deepEqual(value(checkClosing("3000", "x")), { code: 3000, reason: "x" });
  assert.deepEqual(value(checkClosing("4999", "é".repeat(61))), { code: 4999, reason: "é".repeat(61) });
  for (const code of ["999", "1001", "1005", "2999", "5000", "abc", "1e3", "-1", "1000.5"])
    problem(checkClosing(code, ""));
  assert.match(problem(checkClosing("1000", "é".repeat(62))), /by 1 byte:/);
  assert.match(problem(checkClosing("", "x")), /needs a code/);
});

test("hexadecimal is read as people write it", () => {
  assert.deepEqual([...value(parseHex("48 65:6C,0x6c\n6f"))], [0x48, 0x65, 0x6c, 0x6c, 0x6f]);
  assert.equal(value(parseHex("")).length, 0);
  assert.match(problem(parseHex("4")), /one is missing/);
  assert.match(problem(parseHex("4g")), /“g”/);
});

test("base64 is read in both alphabets, with and without padding", () => {
  assert.deepEqual(
    [...value(parseBase64("SGVsbG8="))],
    [..."Hello"].map((char) => char.charCodeAt(0)),
  );
  assert.deepEqual([...value(parseBase64("-_8"))], [0xfb, 0xff]);
  assert.match(problem(parseBase64("SGVsb")), /cut off/);
  assert.match(problem(parseBase64("SGV*")), /“\*”/);
});

test("a dump shows offset, bytes and what can be printed", () => {
  assert.equal(
    hexDump(Uint8Array.from([..."Parley speaks!\n\u0000x"].map((char) => char.charCodeAt(0)))),
    "00000000  50 61 72 6c 65 79 20 73  70 65 61 6b 73 21 0a 00  Parley speaks!··\n" +
      "00000010  78                                                x",
  );
  assert.equal(hexDump(new Uint8Array()), "");
});

test("what can't be seen in a text is escaped, and emoji are not", () => {
  assert.equal(escapeText("a\tb\n\\ 😀 \u0000\u202e\ud800"), "a\\tb\\n\\\\ 😀 \\u{0}\\u{202e}\\u{d800}");
});
