// Where the server has files, and where it takes them.

import { wellFormed } from "../../shared/text.ts";
import type { Attachment } from "../wire.ts";

/** The address below which the server's `chat/…` is: the page's own, which is one level deeper where it is embedded. */
export function serverBase(): string {
  return new URL(document.documentElement.dataset["base"] ?? "", location.href).href;
}

export function fileAddress({ id, name }: Attachment, base = serverBase()): string {
  return new URL(`chat/files/${id}/${pathPart(name)}`, base).href;
}

export function thumbnailAddress({ id }: Attachment, base = serverBase()): string {
  return new URL(`chat/files/${id}/thumbnail`, base).href;
}

/** What the server is to know of an upload beside its bytes. */
export interface UploadFacts {
  readonly room: string;
  readonly name: string;
  /** Milliseconds; 0 for what isn't a voice message. */
  readonly duration: number;
  /** base64url, or empty. */
  readonly waveform: string;
}

export function uploadAddress({ room, name, duration, waveform }: UploadFacts, base = serverBase()): string {
  const address = new URL("chat/files", base);
  address.searchParams.set("room", room);
  address.searchParams.set("name", wellFormed(name));
  if (duration > 0) address.searchParams.set("duration", String(Math.round(duration)));
  if (waveform !== "") address.searchParams.set("waveform", waveform);
  return address.href;
}

/** A name as the last part of a path, where `.` and `..` mean something else. */
function pathPart(name: string): string {
  const part = encodeURIComponent(wellFormed(name));
  return /^(\.|%2e)*$/i.test(part) || part === "thumbnail" ? `file-${part.replaceAll(".", "")}` : part;
}
