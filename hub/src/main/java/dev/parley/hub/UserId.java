package dev.parley.hub;

/// The id that the site gave a person; empty for who did not say who they are.
public record UserId(String value) {

    public static final UserId ANONYMOUS = new UserId("");
    public static final int MAX_LENGTH = 255;

    public UserId {
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a user's id has at most " + MAX_LENGTH + " characters, this one has " + value.length());
        }
    }

    public boolean isAnonymous() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return value;
    }
}
