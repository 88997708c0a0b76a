// What the page around and the chat in its frame say to each other by `postMessage`. Either side takes a message only
// from the other's window and the other's origin, and sends to that origin only.

/** From the frame. */
export type FromChat =
  /** The chat runs and listens. */
  | { parley: "hello" }
  /** It needs the site's token, or a fresh one. */
  | { parley: "token" }
  | { parley: "unread"; count: number }
  /** The person has closed it from within. */
  | { parley: "close" };

/** To the frame. */
export type ToChat =
  /** Whether the person sees it, first in answer to `hello`. */
  | { parley: "shown"; open: boolean }
  /** In answer to `token`; null for none. */
  | { parley: "token"; token: string | null };
