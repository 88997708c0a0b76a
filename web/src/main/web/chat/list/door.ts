// What the list of messages asks of the rest of the page.

import type { Child } from "../../shared/dom.ts";
import type { Outgoing } from "../outbox.ts";
import type { Attachment, Message, Person } from "../wire.ts";

export interface ListDoor {
  /** What may be done with a message besides reading it. */
  may(message: Message): { reply: boolean; react: boolean };
  reply(message: Message): void;
  /** Lets the person choose a reaction, beside an element. */
  pickReaction(message: Message, at: HTMLElement): void;
  /** Everything that can be done with a message: reply, copy, edit, delete, report … */
  menu(message: Message, at: HTMLElement): void;
  /** What can be done with a person. */
  person(id: string, at: HTMLElement): void;
  /** A person's picture, or what stands for it; decoration. */
  face(person: Pick<Person, "name" | "avatar">): HTMLElement;
  /** The files of a message, at the size that they will have; null for none. */
  files(files: readonly Attachment[]): HTMLElement | null;
  /** Plain text as it is drawn: with the site's emoticons, for example. */
  pieces(text: string): Child[];
  /** Somebody gave up sending this: it goes back to where it was written. */
  takenBack(outgoing: Outgoing): void;
  /** Says why something didn't work. */
  failed(error: unknown): void;
}
