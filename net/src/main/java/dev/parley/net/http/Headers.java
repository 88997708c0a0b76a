package dev.parley.net.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// HTTP header fields in their order; names are compared without regard to case (RFC 9110 section 5.1).
public final class Headers {

    private final List<String> namesAndValues = new ArrayList<>();

    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values come in pairs");
        }
        Headers headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /// Adds a field.
    ///
    /// @throws IllegalArgumentException when the name is not a token, or the value holds a control character
    public Headers add(String name, String value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a header name can't be empty");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 127 || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                throw new IllegalArgumentException("not a header name: " + name);
            }
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127) {
                throw new IllegalArgumentException("control character in the value of header " + name);
            }
        }
        namesAndValues.add(name);
        namesAndValues.add(value);
        return this;
    }

    public Headers set(String name, String value) {
        for (int i = namesAndValues.size() - 2; i >= 0; i -= 2) {
            if (namesAndValues.get(i).equalsIgnoreCase(name)) {
                namesAndValues.remove(i + 1);
                namesAndValues.remove(i);
            }
        }
        return add(name, value);
    }

    /// The same fields in a list of their own.
    public Headers copy() {
        Headers copy = new Headers();
        copy.namesAndValues.addAll(namesAndValues);
        return copy;
    }

    /// The first value of `name`, or null.
    public @Nullable String first(String name) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            if (namesAndValues.get(i).equalsIgnoreCase(name)) {
                return namesAndValues.get(i + 1);
            }
        }
        return null;
    }

    /// Every value of `name`, in order; empty when there is none.
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            if (namesAndValues.get(i).equalsIgnoreCase(name)) {
                values.add(namesAndValues.get(i + 1));
            }
        }
        return values;
    }

    public boolean contains(String name) {
        return first(name) != null;
    }

    public int size() {
        return namesAndValues.size() / 2;
    }

    public void forEach(BiConsumer<String, String> each) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            each.accept(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }

    @Override
    public String toString() {
        return namesAndValues.toString();
    }
}
