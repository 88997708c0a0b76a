// Our own signs, drawn with one pen on a field of 24 by 24.

const PATHS = {
  hash: "M9.500 4 7.500 20M16.500 4l-2 16M4.500 9h16M3.500 15h16",
  lock: "M6.500 10.500h11a1.500 1.500 0 0 1 1.500 1.500v6.500a1.500 1.500 0 0 1-1.500 1.500h-11A1.500 1.500 0 0 1 5 18.500V12a1.500 1.500 0 0 1 1.500-1.500zM8 10.500V8a4 4 0 0 1 8 0v2.500",
  announcement: "M4 10v4h3l8 4V6l-8 4zM7.500 14l1.500 5.500M18.500 9.500a4 4 0 0 1 0 5",
  support: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM6 6l3.500 3.500M18 6l-3.500 3.500M6 18l3.500-3.500M18 18l-3.500-3.500",
  group: "M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 19.500a6.500 6.500 0 0 1 13 0M16 5a3.500 3.500 0 0 1 0 6.500M18 14.500a6 6 0 0 1 3.500 5",
  people: "M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 19.500a6.500 6.500 0 0 1 13 0M16 5a3.500 3.500 0 0 1 0 6.500M18 14.500a6 6 0 0 1 3.500 5",
  plus: "M12 5v14M5 12h14",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 20 20",
  more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  back: "M14.500 5.500 8 12l6.500 6.500",
  close: "M6 6l12 12M18 6 6 18",
  smile: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM8.500 14a4 4 0 0 0 7 0M9 9.500v.01M15 9.500v.01",
  attach: "M18.500 11.500 12 18a4.200 4.200 0 0 1-6-6l7-7a2.800 2.800 0 0 1 4 4l-6.500 6.500a1.400 1.400 0 0 1-2-2l6-6",
  voice: "M12 14.500a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11.500a6 6 0 0 0 12 0M12 17.500V21",
  send: "M12 19.500V5M5.500 11.500 12 5l6.500 6.500",
  reply: "M9.500 6 4 11.500 9.500 17M4.500 11.500H14a6 6 0 0 1 6 6V19",
  edit: "M5 19l.8-3.800L16 5l3 3L8.800 18.200zM14 7l3 3",
  trash: "M5 7h14M10 4h4M7 7l.8 12.500h8.400L17 7M10 10.500v5.500M14 10.500v5.500",
  copy: "M9 8.500h8.500a1.500 1.500 0 0 1 1.500 1.500v8.500a1.500 1.500 0 0 1-1.500 1.500H9a1.500 1.500 0 0 1-1.500-1.500V10A1.500 1.500 0 0 1 9 8.500zM5 15.500V5.500A1.500 1.500 0 0 1 6.500 4H15",
  flag: "M6 21V4.500h11.500l-2.500 4 2.500 4H6",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1",
  bell: "M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4",
  silent: "M6 16.500V11a6 6 0 0 1 9-5.200M18 11v5.500l1.500 1.500h-12M10 20.500h4M4 4l16 16",
  check: "M5 12.500 10 17.500 19 7",
  settings: "M4 7h10M18 7h2M16 9.500v-5M4 12h3M11 12h9M9 14.500v-5M4 17h8M16 17h4M14 19.500v-5",
  leave: "M14 4.500H6.500A1.500 1.500 0 0 0 5 6v12a1.500 1.500 0 0 0 1.500 1.500H14M10.500 12H20M16.500 8.500 20 12l-3.500 3.500",
  help: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.300-1 .9-1 1.700M12 16.500v.01",
  person: "M12 11.500a3.800 3.800 0 1 0 0-7.500 3.800 3.800 0 0 0 0 7.500zM4.500 20a7.500 7.500 0 0 1 15 0",
  at: "M15.500 12a3.500 3.500 0 1 1-7 0 3.500 3.500 0 0 1 7 0zM15.500 8.500V13a2.500 2.500 0 0 0 5 0v-1a8.500 8.500 0 1 0-3.500 6.900",
  write: "M4 5.500h16v10.500h-9l-4 3.500v-3.500H4z",
  shield: "M12 3.500 19 6v5.500c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V6z",
  mute: "M4 5.500h16v10.500h-9l-4 3.500v-3.500H4zM9.500 8.500l5 5M14.500 8.500l-5 5",
  ban: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM6 6l12 12",
  history: "M4 12a8 8 0 1 0 2.500-5.800L4 8.500M4 4v4.500h4.500M12 8v4.500l3 2",
} as const;

export type Icon = keyof typeof PATHS;

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: Icon): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  svg.setAttribute("class", `sign sign-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Draws the signs that the page's HTML asks for, in front of what is there. */
export function drawIcons(root: ParentNode): void {
  for (const each of root.querySelectorAll<HTMLElement>("[data-icon]")) {
    const name = each.dataset["icon"];
    if (name !== undefined && name in PATHS) each.prepend(icon(name as Icon));
  }
}
