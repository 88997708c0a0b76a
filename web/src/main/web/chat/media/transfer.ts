// One upload over HTTP. XMLHttpRequest, because fetch doesn't say how much of a body has left.

import { fields, text } from "../fields.ts";
import { attachmentOf } from "../wire.ts";
import { serverBase, uploadAddress } from "./addresses.ts";
import type { Start } from "./uploads.ts";

/** Nothing moves for so long: the connection is taken for lost. */
const STALLED_MILLIS = 30_000;
/** What a server or proxy says that will be able to take it later. */
const LATER = new Set([408, 502, 503, 504]);

/** @param token whose upload it is, as good as when it is used */
export function transfers(token: () => Promise<string>): Start {
  return (source, progress) => {
    const request = new XMLHttpRequest();
    let ended = false;
    let stalled = 0;
    const watch = (): void => {
      window.clearTimeout(stalled);
      stalled = window.setTimeout(() => request.abort(), STALLED_MILLIS);
    };
    const over = (tell: () => void): void => {
      window.clearTimeout(stalled);
      if (!ended) tell();
      ended = true;
    };
    request.upload.addEventListener("progress", (event) => {
      watch();
      progress.sent(event.loaded);
    });
    request.addEventListener("load", () => over(() => answered(request, progress)));
    for (const event of ["error", "abort", "timeout"]) request.addEventListener(event, () => over(() => progress.lost()));
    token().then(
      (bearer) => {
        if (ended) return;
        request.open("POST", uploadAddress(source, serverBase()));
        request.setRequestHeader("Authorization", `Bearer ${bearer}`);
        request.setRequestHeader("Content-Type", "application/octet-stream");
        watch();
        request.send(source.body);
      },
      () => over(() => progress.lost()),
    );
    return () => {
      ended = true;
      window.clearTimeout(stalled);
      request.abort();
    };
  };
}

function answered(request: XMLHttpRequest, progress: Parameters<Start>[1]): void {
  const said = bodyOf(request.responseText);
  if (request.status === 200) {
    const attachment = attachmentOf(said);
    if (attachment !== null) return progress.done(attachment);
  }
  if (LATER.has(request.status)) return progress.lost();
  const from = fields(said);
  const error = text(from, "error") || (request.status === 413 ? "too_large" : "unknown");
  progress.refused({ error, message: text(from, "message") || `HTTP ${request.status}` });
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
