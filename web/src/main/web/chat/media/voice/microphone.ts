// The microphone and its refusals.

import type { TextKey } from "../../i18n/words.ts";

/** Why there is no recording, as the name of a sentence. */
export class NoRecording extends Error {
  readonly key: TextKey;

  constructor(key: TextKey) {
    super(key);
    this.key = key;
  }
}

/** Asks the person, through the browser. One channel, made fit for speech. */
export async function openMicrophone(): Promise<MediaStream> {
  if (!window.isSecureContext || navigator.mediaDevices === undefined) throw new NoRecording("voice.insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  } catch (error) {
    throw new NoRecording(refusalOf(error instanceof DOMException ? error.name : ""));
  }
}

export function closeMicrophone(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function refusalOf(name: string): TextKey {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "voice.blocked";
    case "NotFoundError":
    case "OverconstrainedError":
      return "voice.noMicrophone";
    case "NotReadableError":
    case "AbortError":
      return "voice.busy";
    default:
      return "voice.failed";
  }
}
