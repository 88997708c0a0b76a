// What page and server say to each other: one JSON object per text message.

export type FromServer =
  | { type: "welcome"; room: string; name: string; you: number; limit: number; nameLimit: number; here: number }
  | { type: "message"; id: string; from: string; sender: number; text: string; time: number }
  | { type: "joined"; from: string; here: number }
  | { type: "left"; from: string; here: number }
  | { type: "refused"; id: string; code: string; message: string };

export function sayMessage(id: string, text: string): string {
  return JSON.stringify({ type: "message", id, text });
}

/** The message, or null for what this page doesn't know: a newer server may say more than an older page hears. */
export function hear(data: unknown): FromServer | null {
  if (typeof data !== "string") return null;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const said = value as Record<string, unknown>;
  const text = (key: string): string => (typeof said[key] === "string" ? said[key] : "");
  const number = (key: string, missing = 0): number =>
    typeof said[key] === "number" && Number.isFinite(said[key]) ? said[key] : missing;
  switch (said["type"]) {
    case "welcome":
      return {
        type: "welcome",
        room: text("room"),
        name: text("name"),
        you: number("you", -1),
        limit: number("limit"),
        nameLimit: number("nameLimit"),
        here: number("here"),
      };
    case "message":
      return {
        type: "message",
        id: text("id"),
        from: text("from"),
        sender: number("sender", -1),
        text: text("text"),
        time: number("time", Date.now()),
      };
    case "joined":
    case "left":
      return { type: said["type"], from: text("from"), here: number("here") };
    case "refused":
      return { type: "refused", id: text("id"), code: text("code"), message: text("message") };
    default:
      return null;
  }
}
