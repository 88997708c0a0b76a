// One recording, from the microphone to a file that every browser plays.
//
// Where the browser itself writes AAC in MP4 (Safari; Chrome on most systems), it does. Elsewhere (Firefox, Chromium without
// that codec) the samples are taken as they come, brought to 16,000 a second and written as WAV: 32 kB for each second.

import { Peaks, reduce, toBase64Url, waveformOf } from "../waveform.ts";
import type { Voice } from "../tray.ts";
import { closeMicrophone, NoRecording, openMicrophone } from "./microphone.ts";
import { Resampler } from "./resampler.ts";
import { wavBytes, WavWriter } from "./wav.ts";

export const LONGEST_MILLIS = 5 * 60_000;
/** Shorter than this is a slip of the finger. */
const SHORTEST_MILLIS = 400;
const WAV_RATE = 16_000;
const AAC = "audio/mp4;codecs=mp4a.40.2";
const AAC_BITS = 64_000;

/** The file with its worklet, from the build: worklets are loaded by address. */
declare const CAPTURE_WORKLET: string;

export interface Recording {
  /** How loud it is now, from 0 to 1. */
  level(): number;
  /** Milliseconds so far. */
  millis(): number;
  /** Ends it. @return null when it is too short to be anything */
  finish(): Promise<Omit<Voice, "name"> | null>;
  /** Ends it, and nothing is kept. */
  cancel(): void;
}

/** How long a recording may be when a file may have so many bytes, in milliseconds; 0 for no limit known. */
export function longest(limit: number): number {
  if (limit === 0) return LONGEST_MILLIS;
  const bytesOfSecond = recordsAac() ? AAC_BITS / 8 : wavBytes(WAV_RATE) - wavBytes(0);
  return Math.min(LONGEST_MILLIS, Math.floor(((limit - 4_096) / bytesOfSecond) * 1_000));
}

/** @throws NoRecording */
export async function record(): Promise<Recording> {
  const stream = await openMicrophone();
  const context = new AudioContext();
  try {
    await context.resume();
    return recordsAac() ? new AacRecording(stream, context) : await wavRecording(stream, context);
  } catch (error) {
    closeMicrophone(stream);
    await context.close();
    throw error instanceof NoRecording ? error : new NoRecording("voice.failed");
  }
}

function recordsAac(): boolean {
  return typeof MediaRecorder === "function" && MediaRecorder.isTypeSupported(AAC);
}

class AacRecording implements Recording {
  private readonly stream: MediaStream;
  private readonly context: AudioContext;
  private readonly recorder: MediaRecorder;
  private readonly analyser: AnalyserNode;
  private readonly parts: Blob[] = [];
  private readonly levels: number[] = [];
  private readonly since = performance.now();

  constructor(stream: MediaStream, context: AudioContext) {
    this.stream = stream;
    this.context = context;
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = 2_048;
    context.createMediaStreamSource(stream).connect(this.analyser);
    this.recorder = new MediaRecorder(stream, { mimeType: AAC, audioBitsPerSecond: AAC_BITS });
    this.recorder.addEventListener("dataavailable", ({ data }) => this.parts.push(data));
    this.recorder.start();
  }

  level(): number {
    const samples = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(samples);
    const level = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    this.levels.push(level);
    return level;
  }

  millis(): number {
    return performance.now() - this.since;
  }

  async finish(): Promise<Omit<Voice, "name"> | null> {
    const lasted = this.millis();
    const stopped = new Promise((done) => this.recorder.addEventListener("stop", done, { once: true }));
    this.recorder.stop();
    await stopped;
    this.end();
    if (lasted < SHORTEST_MILLIS) return null;
    const body = new Blob(this.parts, { type: "audio/mp4" });
    const duration = Math.round(lasted);
    try {
      // Decoded at a low rate: enough to see how loud it is, and five minutes of it stay small.
      const sound = await new OfflineAudioContext(1, 1, WAV_RATE).decodeAudioData(await body.arrayBuffer());
      const waveform = toBase64Url(waveformOf(sound.getChannelData(0), sound.sampleRate));
      return { body, duration: Math.round(sound.duration * 1_000) || duration, waveform };
    } catch {
      return { body, duration, waveform: toBase64Url(reduce(this.levels)) }; // what was seen while it was recorded
    }
  }

  cancel(): void {
    if (this.recorder.state !== "inactive") this.recorder.stop();
    this.end();
  }

  private end(): void {
    closeMicrophone(this.stream);
    void this.context.close();
  }
}

async function wavRecording(stream: MediaStream, context: AudioContext): Promise<Recording> {
  await context.audioWorklet.addModule(new URL(CAPTURE_WORKLET, import.meta.url));
  const node = new AudioWorkletNode(context, "parley-capture", { numberOfOutputs: 0 });
  context.createMediaStreamSource(stream).connect(node);
  const resampler = new Resampler(context.sampleRate, WAV_RATE);
  const writer = new WavWriter(WAV_RATE);
  const peaks = new Peaks(WAV_RATE);
  let all: () => void = () => {};
  node.port.onmessage = ({ data }: MessageEvent<Float32Array | null>) => {
    if (data === null) {
      all();
      return;
    }
    const samples = resampler.add(data);
    writer.add(samples);
    peaks.add(samples);
  };
  const end = (): void => {
    node.disconnect();
    closeMicrophone(stream);
    void context.close();
  };
  return {
    level: () => peaks.last,
    millis: () => writer.millis,
    finish: async () => {
      const everything = new Promise<void>((done) => (all = done));
      node.port.postMessage("end");
      await everything;
      end();
      if (writer.millis < SHORTEST_MILLIS) return null;
      const body = new Blob(writer.finish(), { type: "audio/wav" });
      return { body, duration: writer.millis, waveform: toBase64Url(peaks.waveform()) };
    },
    cancel: end,
  };
}
