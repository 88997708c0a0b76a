import assert from "node:assert/strict";
import { test } from "node:test";
import { Resampler } from "../../main/web/chat/media/voice/resampler.ts";
import { wavBytes, WavWriter } from "../../main/web/chat/media/voice/wav.ts";
import {
  fromBase64Url,
  Peaks,
  spread,
  toBase64Url,
  WAVEFORM_BYTES,
  waveformOf,
} from "../../main/web/chat/media/waveform.ts";

function tone(hertz: number, rate: number, seconds: number, loud = 0.5): Float32Array {
  return Float32Array.from({ length: rate * seconds }, (_, i) => loud * Math.sin((2 * Math.PI * hertz * i) / rate));
}

/** Fed in pieces of so many samples, as a microphone does. */
function piecewise(samples: Float32Array, size: number, take: (piece: Float32Array) => void): void {
  for (let from = 0; from < samples.length; from += size) take(samples.subarray(from, from + size));
}

async function bytesOf(writer: WavWriter): Promise<Buffer> {
  return Buffer.from(await new Blob(writer.finish()).arrayBuffer());
}

/** The same file as somebody would write it who has Node's Buffer and no hurry. */
function naiveWav(samples: readonly number[], rate: number): Buffer {
  const data = samples.flatMap((sample) => {
    const value = Buffer.alloc(2);
    value.writeInt16LE(Number.isNaN(sample) ? 0 : Math.round(Math.min(1, Math.max(-1, sample)) * 32_767));
    return [...value];
  });
  const number = (value: number, bytes: number): Buffer => {
    const written = Buffer.alloc(bytes);
    written.writeUIntLE(value, 0, bytes);
    return written;
  };
  const format = Buffer.concat([number(1, 2), number(1, 2), number(rate, 4), number(2 * rate, 4), number(2, 2), number(16, 2)]);
  const chunk = (name: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(name), number(body.length, 4), body]);
  return chunk("RIFF", Buffer.concat([Buffer.from("WAVE"), chunk("fmt ", format), chunk("data", Buffer.from(data))]));
}

test("a WAV file is what the naive reference writes, however the samples come", async () => {
  const samples = [0, 1, -1, 0.5, -0.5, 2, -7, Infinity, -Infinity, NaN, 1e-9, 1 / 32_767, ...tone(440, 16_000, 0.1)];
  for (const size of [1, 7, 4_096]) {
    const writer = new WavWriter(16_000);
    piecewise(Float32Array.from(samples), size, (piece) => writer.add(piece));
    const written = await bytesOf(writer);
    assert.ok(written.equals(naiveWav([...Float32Array.from(samples)], 16_000)), `in pieces of ${size}`);
    assert.equal(written.length, wavBytes(samples.length));
  }
});

test("a WAV file of nothing is a header, and lengths are told in milliseconds", async () => {
  const writer = new WavWriter(16_000);
  assert.ok((await bytesOf(writer)).equals(naiveWav([], 16_000)));
  writer.add(new Float32Array(24_000));
  assert.equal(writer.millis, 1_500);
});

test("five minutes fit into the ten megabytes that a server takes by default", () => {
  assert.ok(wavBytes(5 * 60 * 16_000) < 10_000_000);
});

for (const rate of [48_000, 44_100, 96_000, 16_000, 8_000]) {
  test(`a tone at ${rate} samples a second is the same tone at 16,000`, () => {
    const resampler = new Resampler(rate, 16_000);
    const made: number[] = [];
    piecewise(tone(440, rate, 0.5), 128, (piece) => made.push(...resampler.add(piece)));
    const wanted = tone(440, 16_000, 0.5);
    assert.ok(Math.abs(made.length - wanted.length) < 40, `${made.length} of ${wanted.length}`);
    const begun = 200; // before that, the silence before the beginning is heard too
    const error = Math.max(...made.slice(begun).map((sample, i) => Math.abs(sample - (wanted[begun + i] ?? 0))));
    assert.ok(error < 0.005, `differs by ${error}`);
  });
}

test("what 16,000 samples a second can't carry is not heard as something else", () => {
  const resampler = new Resampler(48_000, 16_000);
  const made = resampler.add(tone(11_000, 48_000, 0.5));
  const loudest = made.slice(200).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  assert.ok(loudest < 0.01, `${loudest}`);
});

test("pieces of any size make the same sound", () => {
  const sound = Float32Array.from({ length: 5_000 }, (_, i) => Math.sin(i * i));
  const whole = new Resampler(44_100, 16_000).add(sound);
  for (const size of [1, 3, 128, 4_096]) {
    const resampler = new Resampler(44_100, 16_000);
    const made: number[] = [];
    piecewise(sound, size, (piece) => made.push(...resampler.add(piece)));
    assert.deepEqual(made, [...whole], `in pieces of ${size}`);
  }
});

test("a waveform has at most 64 bars, and the loudest is full", () => {
  const sound = tone(440, 16_000, 4, 0.3);
  sound.fill(0, 0, 32_000);
  const waveform = waveformOf(sound, 16_000);
  assert.equal(waveform.length, WAVEFORM_BYTES);
  assert.deepEqual([...waveform.slice(0, 31)], Array.from({ length: 31 }, () => 0));
  assert.ok(waveform.slice(33).every((bar) => bar > 250));
});

test("silence stays small, a click is short, and an instant has few bars", () => {
  assert.ok(waveformOf(tone(440, 16_000, 1, 0.01), 16_000).every((bar) => bar < 30));
  const click = new Float32Array(16_000 * 60);
  click[8_000 * 60] = -1;
  assert.equal(waveformOf(click, 16_000).filter((bar) => bar === 255).length, 1);
  assert.equal(waveformOf(new Float32Array(700), 16_000).length, 3);
  assert.equal(waveformOf(new Float32Array(), 16_000).length, 0);
});

test("peaks are the same however the samples come, and what is no number is silence", () => {
  const sound = Float32Array.from({ length: 50_000 }, (_, i) => Math.sin(i * i) * Math.sin(i / 9_000));
  const whole = waveformOf(sound, 16_000);
  const peaks = new Peaks(16_000);
  piecewise(sound, 37, (piece) => peaks.add(piece));
  assert.deepEqual(peaks.waveform(), whole);
  const broken = new Peaks(16_000);
  broken.add(new Float32Array(400).fill(NaN));
  assert.deepEqual([...broken.waveform()], [0, 0]);
  assert.equal(broken.last, 0);
});

test("bars are the loudest of what falls on them, for fewer and for more bars than values", () => {
  assert.deepEqual(spread([1, 5, 2, 8, 0, 3], 3), [5, 8, 3]);
  assert.deepEqual(spread([1, 2], 4), [1, 1, 2, 2]);
  assert.deepEqual(spread([7], 2), [7, 7]);
});

test("a waveform comes back from its text, and what is no such text is none", () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => (i * 37) % 256);
  assert.match(toBase64Url(bytes), /^[A-Za-z0-9_-]+$/);
  assert.deepEqual(fromBase64Url(toBase64Url(bytes)), bytes);
  for (const text of ["", "<script>", "a", "====", "ä"]) assert.equal(fromBase64Url(text).length, 0, text);
  assert.equal(fromBase64Url("A".repeat(100_000)).length, WAVEFORM_BYTES);
});
