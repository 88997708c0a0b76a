// Why something that was asked of the server wasn't done.

import { bool, fields, text } from "./fields.ts";

/** The server's codes for what it doesn't do; README and docs list them all. */
export const ErrorCode = {
  EMPTY: 1001,
  TOO_LONG: 1002,
  TOO_FAST: 1003,
  NOT_SIGNED_IN: 1004,
  NOT_HERE: 1005,
  TOO_MANY_ROOMS: 1006,
  NO_SUCH_ROOM: 1007,
  NO_SUCH_MESSAGE: 1008,
  NOT_ALLOWED: 1009,
  MUTED: 1010,
  BANNED: 1011,
  DELETED: 1012,
  TOO_MANY: 1013,
  ROOM_EXISTS: 1014,
  BUSY: 1015,
  UNAVAILABLE: 1016,
  NO_SUCH_PERSON: 1017,
  READ_ONLY: 1018,
  ALREADY_TAKEN: 1019,
} as const;

/** Codes below this are the SDK's own: the server has said nothing, and may have done it all the same. */
const SERVER_CODES = 100;
/** The SDK's own code for a call that nobody answered in time. */
const TIMEOUT = 1;

/** A call that failed. Its message is the server's sentence for people, or empty when the server has said nothing. */
export class CallFailed extends Error {
  /** One of [ErrorCode], or what else the server said; 0 when it said nothing. */
  readonly code: number;
  /** Whether the same may go well a moment later. */
  readonly temporary: boolean;
  /** Whether nobody knows if it was done. */
  readonly unanswered: boolean;
  readonly timedOut: boolean;

  constructor(error: unknown) {
    const said = fields(error);
    const code = typeof said?.["code"] === "number" ? said["code"] : 0;
    const answered = code >= SERVER_CODES;
    super(answered ? text(said, "message") : "");
    this.code = answered ? code : 0;
    this.temporary = !answered || bool(said, "temporary");
    this.unanswered = !answered;
    this.timedOut = code === TIMEOUT;
  }
}
