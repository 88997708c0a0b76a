/** Whether one of the three columns is shown at a time, as style/layout.css has it. */
export function isNarrow(): boolean {
  return window.matchMedia("(max-width: 43.99rem)").matches;
}
