// From the rate at which a device records to the rate of a voice note, piece by piece.
//
// A sample at a new moment is the sum of the old ones around it, weighed by a sinc that lets through only what both rates
// can carry, under a Hann window. At moment p (in old samples) with cut-off c (1 where the new rate is the higher one,
// else new/old):
//
//   y(p) = c · Σ x[i] · sinc(c · (p − i)) · hann((p − i) / width),   |p − i| < width = CROSSINGS / c
//
// The weights are read from a table: the sine of each product would cost more than all the rest.

const CROSSINGS = 16;
/** Steps of the table between two crossings. */
const FINENESS = 128;
const WEIGHTS = table();

export class Resampler {
  private readonly ratio: number;
  private readonly cutoff: number;
  private readonly width: number;
  /** Old samples that are still needed; the first of them is number `first`. Before the beginning there is silence. */
  private held: Float32Array;
  private first: number;
  private made = 0;

  /** Both in samples per second. */
  constructor(from: number, to: number) {
    this.ratio = from / to;
    this.cutoff = Math.min(1, to / from);
    this.width = Math.ceil(CROSSINGS / this.cutoff);
    this.held = new Float32Array(this.width);
    this.first = -this.width;
  }

  /** What can be made of these and of those before; the rest waits for the next. */
  add(samples: Float32Array): Float32Array {
    const known = new Float32Array(this.held.length + samples.length);
    known.set(this.held);
    known.set(samples, this.held.length);
    const end = this.first + known.length;
    const made: number[] = [];
    while (this.made * this.ratio + this.width < end) made.push(this.at(known, this.made++ * this.ratio));
    const needed = Math.max(0, Math.floor(this.made * this.ratio) - this.width - this.first);
    this.held = known.slice(needed);
    this.first += needed;
    return Float32Array.from(made);
  }

  private at(known: Float32Array, moment: number): number {
    const from = Math.ceil(moment - this.width) - this.first;
    const to = Math.floor(moment + this.width) - this.first;
    let sum = 0;
    for (let i = Math.max(0, from); i <= to; i++) {
      const away = Math.abs(moment - (i + this.first)) * this.cutoff;
      sum += (known[i] ?? 0) * (WEIGHTS[Math.round(away * FINENESS)] ?? 0);
    }
    return sum * this.cutoff;
  }
}

function table(): Float32Array {
  return Float32Array.from({ length: CROSSINGS * FINENESS + 1 }, (_, step) => {
    const away = step / FINENESS;
    const sinc = away === 0 ? 1 : Math.sin(Math.PI * away) / (Math.PI * away);
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * away) / CROSSINGS));
  });
}
