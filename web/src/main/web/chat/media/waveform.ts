// A sound as few numbers: how loud it is at its loudest, bit by bit, from 0 to 255.

/** So many bytes say how a sound looks, at most. */
export const WAVEFORM_BYTES = 64;
/** A sound that is never louder than this (of 1) stays small in its picture: what is silent must not look like a shout. */
const QUIET = 0.1;
/** Peaks are kept for so many milliseconds each while the length isn't known. */
const STEP_MILLIS = 20;

/** Gathers the peaks of a sound whose length isn't known yet. One value for each 20 ms: 15,000 for five minutes. */
export class Peaks {
  private readonly step: number;
  private readonly peaks: number[] = [];
  private peak = 0;
  private filled = 0;

  /** @param rate samples in a second */
  constructor(rate: number) {
    this.step = Math.max(1, Math.round((rate * STEP_MILLIS) / 1_000));
  }

  add(samples: Float32Array): void {
    for (const sample of samples) {
      const loud = Math.abs(sample);
      if (loud > this.peak) this.peak = loud; // NaN isn't louder than anything
      if (++this.filled === this.step) this.push();
    }
  }

  /** How loud the last 20 ms were, from 0 to 1. */
  get last(): number {
    return Math.min(1, this.peaks.at(-1) ?? 0);
  }

  waveform(): Uint8Array {
    const all = this.filled === 0 ? this.peaks : [...this.peaks, this.peak];
    return reduce(all);
  }

  private push(): void {
    this.peaks.push(this.peak);
    this.peak = 0;
    this.filled = 0;
  }
}

/** The waveform of a sound that is there as a whole. */
export function waveformOf(samples: Float32Array, rate: number): Uint8Array {
  const peaks = new Peaks(rate);
  peaks.add(samples);
  return peaks.waveform();
}

/** The waveform of peaks from 0 to 1 that were taken at even times. */
export function reduce(peaks: readonly number[]): Uint8Array {
  const bars = spread(peaks, Math.min(WAVEFORM_BYTES, peaks.length));
  const full = bars.reduce((most, bar) => Math.max(most, bar), QUIET);
  return Uint8Array.from(bars, (bar) => Math.round((bar / full) * 255));
}

/** The values as so many bars, each the loudest of what falls on it: fewer than there are values, or more. */
export function spread(values: ArrayLike<number>, bars: number): number[] {
  const share = values.length / bars;
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor(bar * share);
    const to = Math.max(from + 1, Math.floor((bar + 1) * share));
    let most = 0;
    for (let i = from; i < to; i++) most = Math.max(most, values[i] ?? 0);
    return most;
  });
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes that a waveform's text stands for, the first 64 of them; none for what isn't base64url. */
export function fromBase64Url(text: string): Uint8Array {
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(bytes.slice(0, WAVEFORM_BYTES), (unit) => unit.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
