// What a file is to its reader.

import { counted, t } from "../i18n/words.ts";
import type { Attachment } from "../wire.ts";
import { lengthText } from "./sizes.ts";

export type FileKind = "picture" | "sound" | "file";

/** What every browser shows, and the server has seen to be what it says. Never SVG: that is a document. */
const PICTURES = /^image\/(png|jpeg|gif|webp)$/;
const SOUNDS = /^(audio\/[\w.+-]+|application\/ogg)$/;
/** What turns the direction of reading or isn't seen at all: `exe.\u202egnp` reads as `exe.png`. */
const DECEIVING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

export function kindOf({ type, width, height }: Attachment): FileKind {
  if (PICTURES.test(type) && width > 0 && height > 0) return "picture";
  return SOUNDS.test(type) ? "sound" : "file";
}

/** A sound with a drawn waveform was recorded here. */
export function isVoice(file: Attachment): boolean {
  return kindOf(file) === "sound" && file.waveform !== "" && file.duration > 0;
}

/** The name as it may be shown: one line, in which nothing hides. */
export function shownName(name: string): string {
  return name.replace(DECEIVING, "\ufffd");
}

/** The files of a message in words, for where only words can be: "Picture", "Voice message, 0:07", "plan.pdf and 2 more files". */
export function describeFiles(files: readonly Attachment[]): string {
  const [first] = files;
  if (first === undefined) return "";
  const words = isVoice(first)
    ? t("file.voice", { length: lengthText(first.duration) })
    : kindOf(first) === "picture"
      ? t("file.picture")
      : shownName(first.name);
  return files.length === 1 ? words : `${words} ${counted("file.others", files.length - 1)}`;
}
