// Who came and who left, gathered while nobody speaks, so that a busy door doesn't push the talk away.

export interface Movement {
  joined: string[];
  left: string[];
}

export const NAMED = 6;

/** A name that comes and goes within one notice is in neither list. */
export function move(movement: Movement, how: "joined" | "left", name: string): Movement {
  const opposite = how === "joined" ? "left" : "joined";
  const undone = movement[opposite].indexOf(name);
  if (undone >= 0) return { ...movement, [opposite]: movement[opposite].filter((_, i) => i !== undone) };
  return { ...movement, [how]: [...movement[how], name] };
}

/** Pieces of a sentence: names apart from our own words, so that a name can be isolated from the text around it. */
export type Piece = { name: string } | string;

export function tell(movement: Movement): Piece[] {
  const pieces: Piece[] = [];
  for (const how of ["joined", "left"] as const) {
    const names = movement[how];
    if (names.length === 0) continue;
    if (pieces.length > 0) pieces.push(", ");
    names.slice(0, NAMED).forEach((name, i) => {
      if (i > 0) pieces.push(i === names.length - 1 ? " and " : ", ");
      pieces.push({ name });
    });
    if (names.length > NAMED) pieces.push(` and ${(names.length - NAMED).toLocaleString("en")} more`);
    pieces.push(` ${how}`);
  }
  return pieces;
}
