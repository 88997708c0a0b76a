package dev.parley.server.chat.branding;

/// A file is no picture that can be shown safely. The message says why, to stand behind the file's name.
public final class BadPicture extends Exception {

    private static final long serialVersionUID = 1;

    BadPicture(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
