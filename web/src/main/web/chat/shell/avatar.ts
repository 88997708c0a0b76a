// A person's face: their picture, or their initials on their colour.

import { element } from "../../shared/dom.ts";
import { hue, initials } from "../names.ts";

export interface Faced {
  readonly name: string;
  readonly avatar?: string;
}

/** Decoration beside a name: readers that speak hear the name only. */
export function avatar(person: Faced, here = false): HTMLElement {
  const face = element("span", { class: "avatar", "aria-hidden": "true" });
  dress(face, person, here);
  return face;
}

export function dress(face: HTMLElement, person: Faced, here = false): void {
  face.dataset["hue"] = String(hue(person.name));
  face.dataset["here"] = String(here);
  face.replaceChildren(initials(person.name));
  if (person.avatar === undefined) return;
  const picture = element("img", { src: person.avatar, alt: "", loading: "lazy", referrerpolicy: "no-referrer" });
  picture.addEventListener("error", () => face.replaceChildren(initials(person.name)));
  face.replaceChildren(picture);
}
