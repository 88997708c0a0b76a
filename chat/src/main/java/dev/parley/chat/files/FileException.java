package dev.parley.chat.files;

import java.util.Locale;

/// Why a file is not taken, with a sentence for whoever sends it.
public final class FileException extends Exception {

    /// What went wrong, for a program.
    public enum Reason {
        /// More bytes, or more pixels, than one file may have.
        TOO_LARGE,
        /// It is not what it has to be: cut off, empty, or no sound where a voice note is meant.
        BAD_TYPE,
        /// The person has too many files, or all have; or too many are on their way.
        TOO_MANY,
        /// The person is not in the room.
        NOT_HERE,
        /// May not write there for a while.
        MUTED,
        /// Only those who moderate the room write there.
        READ_ONLY,
        /// A parameter is not what it has to be.
        BAD_REQUEST;

        /// As it is called in answers.
        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    FileException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
