// What page and server say to each other about a room, in the words of the SDK.

/** The SDK's own view of a publication, as far as it is of use here. */
export interface Publication {
  data: unknown;
  offset?: number;
  tags?: Record<string, string>;
  info?: { client: string; connInfo?: unknown };
}

/** Something said in the room. */
export interface Message {
  id: string;
  from: string;
  /** The session that said it. */
  sender: string;
  text: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Its place in the room's history; 0 when unknown. */
  offset: number;
}

export interface Limits {
  text: number;
  name: number;
}

export const SEND = "chat.send";

export function channelOf(room: string): string {
  return `chat:${room}`;
}

/** What to say to be known by that name. */
export function introduction(name: string): object {
  return { name };
}

/** The message, or null for what this page doesn't know: a newer server may say more than an older page hears. */
export function messageOf(publication: Publication, now: number): Message | null {
  const data = fields(publication.data);
  const offset = publication.offset ?? 0;
  // What the site says itself has no id: its place in the history tells it from others.
  const id = typeof data?.["id"] === "string" && data["id"] !== "" ? data["id"] : offset > 0 ? `@${offset}` : null;
  if (data === null || id === null || typeof data["text"] !== "string") return null;
  const time = Number(publication.tags?.["time"]);
  return {
    id,
    text: data["text"],
    from: typeof data["from"] === "string" ? data["from"] : nameOf(publication.info?.connInfo),
    sender: publication.info?.client ?? "",
    time: Number.isSafeInteger(time) && time > 0 && time < 8.64e15 ? time : now,
    offset,
  };
}

/** What a session is called, by the info that the server gives of it; empty for one without a name. */
export function nameOf(info: unknown): string {
  const name = fields(info)?.["name"];
  return typeof name === "string" ? name : "";
}

/** What the server says of its limits when it lets one in; null for what it doesn't say. */
export function limitsOf(data: unknown): Limits | null {
  const chat = fields(fields(data)?.["chat"]);
  const text = chat?.["text_limit"];
  const name = chat?.["name_limit"];
  return isCount(text) && isCount(name) ? { text, name } : null;
}

/** Why a call failed, as far as the SDK says. Codes below 100 are its own: the server may have done it all the same. */
export function failure(error: unknown): { code: number; message: string; temporary: boolean } {
  const said = fields(error);
  return {
    code: typeof said?.["code"] === "number" ? said["code"] : 0,
    message: typeof said?.["message"] === "string" ? said["message"] : String(error),
    temporary: said?.["temporary"] === true,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0;
}

function fields(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}
