// The site's own little pictures in a text: `:name:`.

import { element, type Child } from "../../shared/dom.ts";
import { serverBase } from "../media/addresses.ts";

export type Drawing = (text: string) => Child[];

export function emoticonsIn(all: readonly { readonly name: string; readonly url: string }[]): Drawing {
  if (all.length === 0) return (text) => [text];
  const addresses = new Map(all.map(({ name, url }) => [name, new URL(url, serverBase()).href]));
  return (text) =>
    text.split(/(:[A-Za-z0-9_+-]{1,64}:)/).flatMap((piece, i): Child[] => {
      const address = i % 2 === 1 ? addresses.get(piece.slice(1, -1)) : undefined;
      if (address === undefined) return piece === "" ? [] : [piece];
      return [element("img", { class: "emoticon", src: address, alt: piece, title: piece, loading: "lazy" })];
    });
}
