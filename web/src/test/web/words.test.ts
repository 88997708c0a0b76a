import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { atFirst } from "../../main/web/chat/i18n/en.ts";
import { more } from "../../main/web/chat/i18n/en-more.ts";
import { ru } from "../../main/web/chat/i18n/ru.ts";
import { addEnglish, choose, counted, pieces, t, use, type Plural, type Words } from "../../main/web/chat/i18n/words.ts";
import { zh } from "../../main/web/chat/i18n/zh.ts";
import { fits } from "../../main/web/chat/compose/emoji.ts";

const en = { ...atFirst, ...more } as Record<string, string | Plural>;
const others = { "zh-Hans": zh, ru } as const;
const PAGE = "src/main/web";

function forms(said: string | Plural): [string, string][] {
  return typeof said === "string" ? [["", said]] : Object.entries(said);
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
}

test("no English sentence is said both at first and later", () => {
  assert.deepEqual(Object.keys(atFirst).filter((key) => key in more), []);
});

for (const [language, words] of Object.entries(others) as [string, Record<string, string | Plural>][]) {
  test(`${language} says everything that English says, and nothing else`, () => {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(en).sort());
    for (const [key, said] of Object.entries(words)) {
      assert.equal(typeof said, typeof en[key], key);
      for (const [form, text] of forms(said)) assert.notEqual(text.trim(), "", `${key} ${form}`);
    }
  });

  test(`${language} has the same blanks to fill in`, () => {
    for (const [key, said] of Object.entries(words)) {
      const wanted = new Set(forms(en[key] ?? "").flatMap(([, text]) => placeholders(text)));
      for (const [form, text] of forms(said)) assert.deepEqual(new Set(placeholders(text)), wanted, `${key} ${form}`);
    }
  });

  test(`${language} has the forms that its numbers ask for`, () => {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories.slice().sort();
    for (const [key, said] of Object.entries(words))
      if (typeof said !== "string" && Object.keys(said).join() !== "other") // a sentence may be the same for all
        assert.deepEqual(Object.keys(said).sort(), wanted, key);
  });
}

test("English has the forms that its numbers ask for", () => {
  for (const [key, said] of Object.entries(en))
    if (typeof said !== "string") assert.deepEqual(Object.keys(said).sort(), ["one", "other"], key);
});

test("what the page's HTML says is known at first, in the same words", () => {
  const html = readFileSync(`${PAGE}/chat.html`, "utf8");
  const keys = [...html.matchAll(/data-t(?:-label|-hint)?="([^"]+)"/g)].map(([, key = ""]) => key);
  assert.ok(keys.length > 30);
  assert.deepEqual(keys.filter((key) => !(key in atFirst)), []);
  for (const [, key = "", text = ""] of html.matchAll(/data-t="([^"]+)"[^>]*>([^<]+)</g))
    assert.equal(text, (atFirst as Record<string, unknown>)[key], key);
});

test("what is said later isn't said by a script that is loaded at first", async () => {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    entryPoints: [`${PAGE}/chat/page.ts`],
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: "target/nowhere",
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const first = Object.keys(metafile.outputs).find((file) => file.endsWith("/page.js")) ?? "";
  const files = new Set<string>([first]);
  for (const file of files)
    for (const { path, kind } of metafile.outputs[file]?.imports ?? [])
      if (kind === "import-statement") files.add(path);
  const modules = new Set([...files].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {})));
  assert.ok(modules.has(`${PAGE}/chat/list/list.ts`));
  const source = [...modules].map((file) => readFileSync(file, "utf8")).join("\n");
  assert.deepEqual(Object.keys(more).filter((key) => source.includes(`"${key}"`)), []);
  const composed = [...source.matchAll(/\b(?:t|counted)\(`([\w.]*)\$\{/g)].map(([, prefix = ""]) => prefix);
  assert.deepEqual(Object.keys(more).filter((key) => composed.some((prefix) => key.startsWith(prefix))), []);
});

test("every sentence is said somewhere", () => {
  const source = sources(`${PAGE}/chat`) + readFileSync(`${PAGE}/chat.html`, "utf8");
  const composed = /^(error|room\.gone|role|time|files|kind)\./;
  const unsaid = Object.keys(en).filter((key) => !composed.test(key) && !source.includes(`"${key}"`));
  assert.deepEqual(unsaid, []);
});

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "i18n")
    .map((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? sources(path) : readFileSync(path, "utf8");
    })
    .join("\n");
}

test("the reader's first language that the page speaks is spoken, whatever its country or script", () => {
  assert.deepEqual(choose(["de", "zh-TW", "en"]), { language: "zh-Hans", locale: "zh-TW" });
  assert.deepEqual(choose(["ru-RU"]), { language: "ru", locale: "ru-RU" });
  assert.deepEqual(choose(["en-GB", "ru"]), { language: "en", locale: "en-GB" });
  assert.deepEqual(choose(["fr", "x-y-", ""]), { language: "en", locale: "en" });
});

test("a count is said in the form of its language, and a name is never taken for a blank", () => {
  addEnglish(more as unknown as Partial<Words>);
  use(ru, "ru");
  assert.equal(counted("rooms.unread", 1), "1 непрочитанное сообщение");
  assert.equal(counted("rooms.unread", 3), "3 непрочитанных сообщения");
  assert.equal(counted("rooms.unread", 11), "11 непрочитанных сообщений");
  use(zh, "zh-Hans");
  assert.equal(counted("rooms.unread", 3), "3 条未读消息");
  use(en as unknown as Words, "en");
  assert.equal(counted("rooms.unread", 1_234), "1,234 unread messages");
  assert.equal(t("leave.confirm", { room: "{room}" }), "Leave {room}?");
  assert.deepEqual(pieces("typing.two", { first: 1, second: 2 }), [1, " and ", 2, " are writing…"]);
});

test("emoji are found by words of the reader's language too", () => {
  use(ru, "ru");
  assert.equal(fits("dog pet", "собака"), true);
  assert.equal(fits("dog pet", "кошка"), false);
  use(zh, "zh-Hans");
  assert.equal(fits("cat pet", "猫"), true);
  use(en as unknown as Words, "en");
  assert.equal(fits("red circle", "circle re"), true);
  assert.equal(fits("red circle", "blue"), false);
});
