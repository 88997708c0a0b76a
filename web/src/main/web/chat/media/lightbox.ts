// Pictures at full size, over the page. The browser's own modal dialog keeps the focus inside, closes with Escape and gives
// the focus back.

import { element, setText } from "../../shared/dom.ts";
import { readersLocale, t } from "../i18n/words.ts";
import type { Attachment } from "../wire.ts";
import { fileAddress } from "./addresses.ts";
import { icon, type IconName } from "./icons.ts";
import { shownName } from "./kinds.ts";
import { sizeText } from "./sizes.ts";

/** @param at which of them is seen first */
export function showPictures(pictures: readonly Attachment[], at: number): void {
  new Lightbox(pictures, at);
}

class Lightbox {
  private readonly pictures: readonly Attachment[];
  private at: number;
  private readonly image = element("img", { class: "lightbox-image", decoding: "async" });
  private readonly caption = element("bdi", { dir: "auto" });
  private readonly size = element("span", { class: "size" });
  private readonly problem = element("p", { class: "lightbox-problem", role: "alert" });
  private readonly download = element("a", { class: "lightbox-button", "aria-label": t("picture.download") }, icon("download"));
  private readonly previous = button("previous", t("picture.previous"));
  private readonly next = button("next", t("picture.next"));
  private readonly dialog: HTMLDialogElement;

  constructor(pictures: readonly Attachment[], at: number) {
    this.pictures = pictures;
    this.at = at;
    const close = button("remove", t("picture.close"));
    close.autofocus = true;
    this.dialog = element(
      "dialog",
      { class: "lightbox", "aria-label": t("file.picture") },
      element("header", {}, element("p", { role: "status" }, this.caption, " ", this.size), this.download, close),
      element("div", { class: "lightbox-stage" }, this.previous, this.image, this.problem, this.next),
    );
    close.addEventListener("click", () => this.dialog.close());
    this.previous.addEventListener("click", () => this.move(-1));
    this.next.addEventListener("click", () => this.move(1));
    this.dialog.addEventListener("close", () => this.dialog.remove());
    this.dialog.addEventListener("click", (event) => {
      const beside = event.target === this.dialog || event.target === this.image.parentElement;
      if (beside) this.dialog.close();
    });
    this.dialog.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the page's own keys rest
      const rightToLeft = getComputedStyle(this.dialog).direction === "rtl";
      if (event.key === "ArrowLeft") this.move(rightToLeft ? 1 : -1);
      if (event.key === "ArrowRight") this.move(rightToLeft ? -1 : 1);
    });
    this.image.addEventListener("load", () => this.image.removeAttribute("data-loading"));
    this.image.addEventListener("error", () => {
      this.image.hidden = true;
      setText(this.problem, t("file.gonePicture"));
    });
    document.body.append(this.dialog);
    this.show();
    this.dialog.showModal();
  }

  private move(by: number): void {
    const wanted = this.at + by;
    if (this.pictures[wanted] === undefined) return;
    this.at = wanted;
    this.show();
  }

  private show(): void {
    const picture = this.pictures[this.at];
    if (picture === undefined) return;
    const name = shownName(picture.name);
    setText(this.caption, name);
    setText(this.size, sizeText(picture.size, readersLocale()));
    setText(this.problem, "");
    this.image.hidden = false;
    this.image.alt = name;
    this.image.width = picture.width;
    this.image.height = picture.height;
    this.image.dataset["loading"] = "";
    this.image.src = fileAddress(picture);
    this.download.href = fileAddress(picture);
    this.download.download = name;
    this.turnOff(this.previous, this.at === 0);
    this.turnOff(this.next, this.at === this.pictures.length - 1);
  }

  /** A button that can't be used any more must not take the focus with it. */
  private turnOff(way: HTMLButtonElement, off: boolean): void {
    if (off && document.activeElement === way) (way === this.next ? this.previous : this.next).focus();
    way.disabled = off;
    way.hidden = this.pictures.length === 1;
  }
}

function button(name: IconName, label: string): HTMLButtonElement {
  return element("button", { type: "button", class: `lightbox-button lightbox-${name}`, "aria-label": label }, icon(name));
}
