// The files of a message, as the list of messages shows them. Everything has its final size before anything is loaded, so
// that what is read doesn't jump.

import { element } from "../../shared/dom.ts";
import { readersLocale, t } from "../i18n/words.ts";
import type { Attachment } from "../wire.ts";
import { fileAddress } from "./addresses.ts";
import { icon, type IconName } from "./icons.ts";
import { kindOf, shownName } from "./kinds.ts";
import { drawPicture } from "./picture.ts";
import { sizeText } from "./sizes.ts";
import { drawSound } from "./sound.ts";

export { describeFiles } from "./kinds.ts";

/** Null for none. */
export function drawFiles(files: readonly Attachment[]): HTMLElement | null {
  if (files.length === 0) return null;
  const drawn = element("div", { class: "files", "data-count": String(files.length) });
  for (const file of files) drawn.append(drawFile(file));
  return drawn;
}

function drawFile(file: Attachment): HTMLElement {
  switch (kindOf(file)) {
    case "picture":
      return drawPicture(file);
    case "sound":
      return drawSound(file);
    case "file":
      return drawDownload(file);
  }
}

function drawDownload(file: Attachment): HTMLElement {
  const name = shownName(file.name);
  const size = sizeText(file.size, readersLocale());
  return element(
    "a",
    {
      class: "file",
      href: fileAddress(file),
      download: name,
      "aria-label": t("file.download", { name, size }),
      "data-file": file.id,
    },
    icon(iconOf(file.type)),
    nameElement(name),
    element("span", { class: "size" }, size),
  );
}

/** A name that may be shortened in the middle of the line but never loses its end, which says what kind of file it is. */
export function nameElement(name: string): HTMLElement {
  const end = Math.max(0, name.length - 8);
  const cut = /^[\udc00-\udfff]/.test(name.slice(end)) ? end + 1 : end;
  return element(
    "bdi",
    { class: "file-name", title: name, dir: "auto" },
    element("span", { class: "file-start" }, name.slice(0, cut)),
    element("span", { class: "file-end" }, name.slice(cut)),
  );
}

export function iconOf(type: string): IconName {
  if (/^image\//.test(type)) return "picture";
  if (/^audio\//.test(type)) return "sound";
  if (/zip|tar|compressed/.test(type)) return "archive";
  return /^text\/|pdf|document/.test(type) ? "text" : "file";
}
