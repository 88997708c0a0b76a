// What has to be said in every language: what English says.

import type { atFirst } from "./en.ts";
import type { more } from "./en-more.ts";

/** One form of words for each kind of number that a language tells apart. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

type English = typeof atFirst & typeof more;

export type Key = keyof English;
type PluralKeys = { [K in Key]: English[K] extends string ? never : K }[Key];
/** The name of a sentence. */
export type TextKey = Exclude<Key, PluralKeys>;
/** The name of a sentence with a number in it. */
export type CountKey = PluralKeys;
/** What a language has to say. */
export type Words = Record<TextKey, string> & Record<CountKey, Plural>;
