// Where one is, in the page's address: `#room`, `#room/position` for one message, `#room?code` for an invitation.

export interface Place {
  readonly room: string;
  readonly code: string;
  readonly position: number;
}

/** A room's id, in whatever way its server makes them: nothing that could mean something else in an address. */
const ROOM = /^@{0,2}(?!\.+$)[A-Za-z0-9._~:-]{1,128}$/;
const CODE = /^[A-Za-z0-9_-]{1,128}$/;

/** Null when the fragment names no room. */
export function placeOf(fragment: string): Place | null {
  let text: string;
  try {
    text = decodeURIComponent(fragment.replace(/^#/, ""));
  } catch {
    return null;
  }
  const [, room = "", position = "", code = ""] = /^([^/?]*)(?:\/(\d{1,15}))?(?:\?(.*))?$/s.exec(text) ?? [];
  if (!ROOM.test(room) || (code !== "" && !CODE.test(code))) return null;
  return { room, code, position: Number(position) };
}

export function fragmentOf({ room, code = "", position = 0 }: Partial<Place> & { room: string }): string {
  return `#${room}${position > 0 ? `/${position}` : ""}${code === "" ? "" : `?${code}`}`;
}

/** A link that others can open. Within somebody's page it is the chat's own page. */
export function linkTo(place: Partial<Place> & { room: string }): string {
  const base = document.documentElement.dataset["base"];
  const page = new URL(base === undefined ? location.href : new URL(`${base}chat`, location.href).href);
  page.search = "";
  page.hash = fragmentOf(place);
  return page.href;
}
