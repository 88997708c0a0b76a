// Sound without compression that every browser plays: RIFF WAVE, PCM, 16 bits, one channel.

const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;

/** Bytes of a file with so many samples. */
export function wavBytes(samples: number): number {
  return HEADER_BYTES + SAMPLE_BYTES * samples;
}

/** Takes samples as they come and keeps them as they will stand in the file, at half the memory of the floats. */
export class WavWriter {
  private readonly rate: number;
  private readonly parts: ArrayBuffer[] = [];
  private count = 0;

  /** @param rate samples in a second */
  constructor(rate: number) {
    this.rate = rate;
  }

  /** @param samples from -1 to 1; what is louder is cut, what is no number is silence */
  add(samples: Float32Array): void {
    const part = new DataView(new ArrayBuffer(SAMPLE_BYTES * samples.length));
    samples.forEach((sample, i) => part.setInt16(SAMPLE_BYTES * i, quantized(sample), true));
    this.parts.push(part.buffer);
    this.count += samples.length;
  }

  get samples(): number {
    return this.count;
  }

  get millis(): number {
    return Math.round((this.count / this.rate) * 1_000);
  }

  /** The file, in the parts that it was written in. */
  finish(): ArrayBuffer[] {
    return [header(this.count, this.rate), ...this.parts];
  }
}

function quantized(sample: number): number {
  if (Number.isNaN(sample)) return 0;
  return Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
}

function header(samples: number, rate: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  const word = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  word(0, "RIFF");
  view.setUint32(4, wavBytes(samples) - 8, true);
  word(8, "WAVE");
  word(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * SAMPLE_BYTES, true);
  view.setUint16(32, SAMPLE_BYTES, true);
  view.setUint16(34, 8 * SAMPLE_BYTES, true);
  word(36, "data");
  view.setUint32(40, samples * SAMPLE_BYTES, true);
  return view.buffer;
}
