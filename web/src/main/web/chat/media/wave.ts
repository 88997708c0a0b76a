// A waveform as bars, and the part of it that has been heard.

import { svgElement } from "./icons.ts";
import { spread } from "./waveform.ts";

const BARS = 48;
const PITCH = 3;
const HEIGHT = 32;
const LEAST = 2;

/** Sound goes from left to right, whatever the reader's language does. */
export function drawWave(waveform: Uint8Array): SVGElement {
  const bars = waveform.length === 0 ? Array.from({ length: BARS }, () => 0) : spread(waveform, BARS);
  const lines = bars.map((bar, i) => {
    const height = LEAST + Math.round(((HEIGHT - LEAST) * bar) / 255);
    return `M${i * PITCH + PITCH / 2} ${(HEIGHT - height) / 2}v${height}`;
  });
  const svg = svgElement("svg", {
    viewBox: `0 0 ${BARS * PITCH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    class: "wave-bars",
    "aria-hidden": "true",
  });
  const path = lines.join("");
  svg.append(svgElement("path", { class: "wave-rest", d: path }), svgElement("path", { class: "wave-heard", d: path }));
  return svg;
}

/** @param share from 0 to 1 */
export function setHeard(wave: SVGElement, share: number): void {
  wave.style.setProperty("--heard", `${(100 * (1 - Math.max(0, Math.min(1, share)))).toFixed(2)}%`);
}
