// Runs on the thread of the sound card: hands over what the microphone hears, in pieces of a tenth of a second or less.

/** Samples of a message: blocks have 128. */
const PIECE = 4_096;

declare const registerProcessor: (name: string, kind: new () => object) => void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

class Capture extends AudioWorkletProcessor {
  private piece = new Float32Array(PIECE);
  private filled = 0;
  private ended = false;

  constructor() {
    super();
    this.port.addEventListener("message", () => {
      this.ended = true;
      this.hand();
      this.port.postMessage(null); // that was all
    });
    this.port.start();
  }

  /** The channels of the first input, mixed into one. */
  process([input]: Float32Array[][]): boolean {
    const channels = input ?? [];
    const count = channels[0]?.length ?? 0;
    for (let i = 0; i < count && !this.ended; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i] ?? 0;
      this.piece[this.filled++] = sum / channels.length;
      if (this.filled === PIECE) this.hand();
    }
    return !this.ended;
  }

  private hand(): void {
    const full = this.piece.slice(0, this.filled);
    this.filled = 0;
    if (full.length > 0) this.port.postMessage(full, [full.buffer]);
  }
}

registerProcessor("parley-capture", Capture);
