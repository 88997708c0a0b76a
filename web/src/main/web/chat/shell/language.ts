// Which language the page speaks: the address's, the one chosen before, or the browser's.

import { recall } from "../../shared/memory.ts";
import { choose, speak, translate } from "../i18n/words.ts";

export const LANGUAGE_KEPT = "parley.chat.language";

export async function speakTheReaders(): Promise<void> {
  const asked = new URL(location.href).searchParams.get("lang");
  const kept = recall(LANGUAGE_KEPT)["language"];
  const wanted = [asked, kept, ...navigator.languages].filter((tag): tag is string => typeof tag === "string" && tag !== "");
  const { language, locale } = choose(wanted);
  // Dates as the reader's own country writes them, where the language is the browser's anyway.
  const own = choose(navigator.languages);
  await speak(language, own.language === language ? own.locale : locale);
  document.documentElement.lang = language;
  translate(document);
}
