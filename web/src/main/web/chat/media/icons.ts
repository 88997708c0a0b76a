// Icons of files and voice, drawn as paths in a field of 24 by 24.

const PATHS = {
  file: "M7 3.5h7l4 4V20a.5.5 0 0 1-.5.5h-11A.5.5 0 0 1 6 20V4.5a1 1 0 0 1 1-1zM13.5 3.5V8H18",
  text: "M7 3.5h7l4 4V20a.5.5 0 0 1-.5.5h-11A.5.5 0 0 1 6 20V4.5a1 1 0 0 1 1-1zM13.5 3.5V8H18M9 12h6M9 15h6M9 18h3",
  archive: "M7 3.5h10a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM12 4v2M12 8v2M12 12v2M10.5 15.5h3v2.5h-3z",
  sound: "M9.5 17.5a2.5 2.5 0 1 1-2.5-2.5h2.5zM9.5 15V6l9-2v9.5M18.5 15.5a2.5 2.5 0 1 1-2.5-2.5h2.5z",
  picture: "M5 5h14v14H5zM5 16l4-4 3.5 3.5L15 13l4 4M9.5 9.5h.01",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8 5.5v13M16 5.5v13",
  stop: "M7 7h10v10H7z",
  remove: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  again: "M18.5 12A6.5 6.5 0 1 1 16 6.9M16.5 3.5V7.5H12.5",
  download: "M12 4v11M7.5 10.5 12 15l4.5-4.5M5 19.5h14",
  next: "M9.5 5.5 16 12l-6.5 6.5",
  previous: "M14.5 5.5 8 12l6.5 6.5",
  send: "M12 19.5V5M5.5 11.5 12 5l6.5 6.5",
} as const;

export type IconName = keyof typeof PATHS;

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: IconName): SVGElement {
  const svg = svgElement("svg", { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true" });
  svg.append(svgElement("path", { d: PATHS[name] }));
  return svg;
}

export function svgElement(tag: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Shows another icon in a button that has one. */
export function setIcon(button: HTMLElement, name: IconName): void {
  button.querySelector(".icon")?.replaceWith(icon(name));
}
