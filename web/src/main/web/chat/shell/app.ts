// What the parts of the page share: the chat, whose page it is, and how things are called.

import type { Host } from "../host.ts";
import { known, t } from "../i18n/words.ts";
import { CallFailed } from "../failures.ts";
import type { Chat } from "../model.ts";
import type { RoomState } from "../room.ts";
import { Refused, type Sessions, type Settings } from "../session.ts";
import type { Message, Room } from "../wire.ts";
import { say } from "./passing.ts";

export interface App {
  readonly chat: Chat;
  readonly settings: Settings;
  readonly sessions: Sessions;
  /** The page around this one, which knows who one is; null where there is none. */
  readonly host: Host | null;
  /** Whether one came in with the site's own token, and so has neither name nor password here. */
  readonly fromSite: boolean;
  /** The chat's HTTP token, as good as when it is used. */
  token(): Promise<string>;
  /** Opens a room: it is entered where that has to be done first. */
  open(room: string, options?: { code?: string; position?: number }): Promise<void>;
  openTalk(users: readonly string[]): Promise<void>;
  openSearch(everywhere: boolean): void;
  openHelp(): void;
  reply(message: Message): void;
  edit(message: Message): void;
  /** Puts a mention of the person into what is being written. */
  mention(name: string): void;
  /** The room list is drawn anew: how rooms may disturb has changed. */
  manners(): void;
  showPane(pane: Pane): void;
  focusText(): void;
}

/** What a narrow screen shows. */
export type Pane = "rooms" | "room" | "people";

/** What people call a room: a private talk by those who are in it. */
export function roomName(chat: Chat, room: Pick<Room, "id" | "name" | "kind" | "with">): string {
  if (room.kind !== "private" && room.kind !== "support") return room.name;
  const others = room.with.filter((id) => id !== chat.me?.id);
  if (others.length === 0 && room.kind === "support") return t("rooms.support");
  if (others.length === 0) return room.with.length > 0 ? t("talk.withYourself") : room.name;
  return others.map((id) => personName(chat, id)).join(", ");
}

export function personName(chat: Chat, id: string): string {
  return chat.person(id)?.name ?? t("message.someone");
}

export function isModerator(room: RoomState | null): boolean {
  return room?.info.role === "owner" || room?.info.role === "moderator";
}

/** A sentence for people about what went wrong. */
export function reasonOf(error: unknown): string {
  if (error instanceof CallFailed) {
    if (error.unanswered) return t("error.network");
    const key = `error.${error.code}`;
    return known(key) ? t(key) : t("error.unknown", { message: error.message });
  }
  if (error instanceof Refused) {
    const key = REFUSALS[error.why];
    if (key !== undefined) return t(key);
    return error.message === "" ? t("entry.failed") : t("error.unknown", { message: error.message });
  }
  throw error;
}

const REFUSALS: Record<string, Parameters<typeof t>[0]> = {
  unreachable: "entry.failed",
  name_taken: "name.taken",
  bad_name: "name.bad",
  login_taken: "login.taken",
  wrong_password: "login.wrong",
  wrong_login: "login.wrong",
  not_known: "login.wrong",
  bad_password: "password.weak",
  weak_password: "password.weak",
  guests_off: "entry.closed",
  too_many: "too.many",
  too_fast: "too.many",
};

/** Does what may fail, and says why where it does. Whether it went well. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    say(reasonOf(error));
    return false;
  }
}

/** The same for a form, which shows the reason itself. */
export async function orReason(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}
