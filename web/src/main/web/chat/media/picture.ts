// One picture in a message: a place of its final size, filled when it comes near the screen, opened by a click.

import { element } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import type { Attachment } from "../wire.ts";
import { fileAddress, thumbnailAddress } from "./addresses.ts";
import { shownName } from "./kinds.ts";

/** Pixels of the page that a picture in a message has at most, and at least, in each direction. */
const MOST = 320;
const LEAST = 48;

const pictures = new WeakMap<Element, Attachment>();

/** The place of a picture of that size in a message. What is very long or very flat is cropped to it. */
export function placeOf(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, MOST / width, MOST / height);
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(LEAST, Math.round(height * scale)) };
}

export function drawPicture(file: Attachment): HTMLElement {
  const name = shownName(file.name);
  const place = placeOf(file.width, file.height);
  const image = element("img", {
    alt: name,
    width: String(place.width),
    height: String(place.height),
    loading: "lazy",
    decoding: "async",
    draggable: "false",
  });
  image.style.setProperty("aspect-ratio", `${place.width} / ${place.height}`);
  image.src = file.thumbnail ? thumbnailAddress(file) : fileAddress(file);
  const link = element(
    "a",
    {
      class: "picture",
      href: fileAddress(file),
      target: "_blank",
      rel: "noopener",
      "aria-label": t("file.openPicture", { name }),
      "data-file": file.id,
    },
    image,
  );
  pictures.set(link, file);
  image.addEventListener("error", () => {
    const gone = element("span", { class: "picture-gone" }, t("file.gonePicture"));
    gone.style.setProperty("width", `${place.width}px`);
    gone.style.setProperty("aspect-ratio", `${place.width} / ${place.height}`);
    image.replaceWith(gone);
  });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // a tab or window of its own
    event.preventDefault();
    void open(link, file);
  });
  return link;
}

/** Shows it large, among the others of the list it is in. */
async function open(link: HTMLElement, file: Attachment): Promise<void> {
  const around = link.closest("[role=log]") ?? link.parentElement ?? link;
  const gallery = [...around.querySelectorAll(".picture")].flatMap((each) => pictures.get(each) ?? []);
  try {
    const { showPictures } = await import("./lightbox.ts");
    showPictures(gallery, Math.max(0, gallery.indexOf(file)));
  } catch {
    window.open(fileAddress(file), "_blank", "noopener"); // the script can't be loaded now
  }
}
