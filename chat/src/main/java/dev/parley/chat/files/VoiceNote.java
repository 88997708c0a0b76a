package dev.parley.chat.files;

import dev.parley.chat.files.FileException.Reason;
import java.util.Base64;

/// What whoever recorded a voice note says of it.
///
/// @param millis how long it lasts, 1 ms to 1 hour
/// @param waveform heights of up to 64 parts, a byte each, in base64url; may be empty
public record VoiceNote(long millis, String waveform) {

    private static final int PARTS = 64;
    private static final long LONGEST = 3_600_000;

    /// How far it may be from what its bytes say: encoders add silence at both ends.
    private static final long OFF = 1_000;

    /// @throws FileException BAD_REQUEST
    public static VoiceNote of(long millis, String waveform) throws FileException {
        if (millis < 1 || millis > LONGEST) {
            throw new FileException(Reason.BAD_REQUEST, "`duration` is 1 to " + LONGEST + " milliseconds.");
        }
        try {
            if (waveform.length() <= 2 * PARTS && Base64.getUrlDecoder().decode(waveform).length <= PARTS) {
                return new VoiceNote(millis, waveform.replace("=", ""));
            }
        } catch (IllegalArgumentException broken) {
            // said below
        }
        throw new FileException(Reason.BAD_REQUEST, "`waveform` is up to " + PARTS + " bytes in base64url.");
    }

    /// How long it lasts: as its bytes say, or as it was said when they don't.
    long checked(Sniffed sniffed) throws FileException {
        if (!(sniffed instanceof Sniffed.Sound sound) || !sound.voice()) {
            throw new FileException(
                    Reason.BAD_TYPE, "A voice note is WAV (16 bit, one channel), MP3, M4A or Ogg, and this is not.");
        }
        if (sound.millis() == 0) {
            return millis;
        }
        if (Math.abs(sound.millis() - millis) > OFF + millis / 10) {
            throw new FileException(
                    Reason.BAD_REQUEST,
                    "The voice note lasts " + sound.millis() + " ms, and is said to last " + millis + ".");
        }
        return sound.millis();
    }
}
