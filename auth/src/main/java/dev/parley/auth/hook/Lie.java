package dev.parley.auth.hook;

/// A backend's reply has a field that can't be.
final class Lie extends Exception {

    /// Names the field and says what it must be; holds nothing of its value.
    final String why;

    Lie(String field, String what) {
        super(field, null, false, false);
        why = "the field " + field + " of its reply " + what;
    }
}
