package dev.parley.server.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Numbers, sizes and durations as text, both ways.
final class Amounts {

    private static final String[] SIZE_UNITS = {"", "KiB", "MiB", "GiB"};

    private Amounts() {}

    /// Digits, perhaps behind a minus sign; null for anything else and for more than 18 digits.
    static @Nullable Long digits(String text) {
        int from = text.startsWith("-") ? 1 : 0;
        if (text.length() == from || text.length() > from + 18) {
            return null;
        }
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        return Long.valueOf(text);
    }

    static @Nullable Long readSize(String text) {
        String number = text;
        int shift = 0;
        for (int i = 1; i < SIZE_UNITS.length; i++) {
            if (text.regionMatches(true, text.length() - 3, SIZE_UNITS[i], 0, 3)) {
                number = text.substring(0, text.length() - 3).strip();
                shift = 10 * i;
            }
        }
        Long count = digits(number);
        return count == null || count < 0 || count > Long.MAX_VALUE >> shift ? null : count << shift;
    }

    /// In the largest unit that leaves no rest.
    static String size(long bytes) {
        int unit = 0;
        while (unit < SIZE_UNITS.length - 1 && bytes != 0 && (bytes & 1023) == 0) {
            bytes >>= 10;
            unit++;
        }
        return bytes + SIZE_UNITS[unit];
    }

    /// Numbers with units one behind the other: `h`, `m`, `s`, `ms`, as in `1h30m` and `1.5s`; `0` needs none. Nothing finer
    /// than a millisecond.
    static @Nullable Duration readDuration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        long millis = 0;
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && isOfNumber(text.charAt(end))) {
                end++;
            }
            int unitEnd = end;
            while (unitEnd < text.length() && !isOfNumber(text.charAt(unitEnd))) {
                unitEnd++;
            }
            long unit = switch (text.substring(end, unitEnd)) {
                case "ms" -> 1;
                case "s" -> 1_000;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                default -> 0;
            };
            Long part = unit == 0 ? null : times(text.substring(at, end), unit);
            if (part == null) {
                return null;
            }
            millis += part;
            at = unitEnd;
        }
        return text.isEmpty() ? null : Duration.ofMillis(millis);
    }

    private static boolean isOfNumber(char c) {
        return c == '.' || (c >= '0' && c <= '9');
    }

    /// Null when it is no number, too large or no whole number of milliseconds.
    private static @Nullable Long times(String number, long unit) {
        int dot = number.indexOf('.');
        String whole = dot < 0 ? number : number.substring(0, dot);
        String rest = dot < 0 ? "" : number.substring(dot + 1);
        if (whole.isEmpty() || whole.length() > 10 || rest.length() > 9 || (dot >= 0 && digits(rest) == null)) {
            return null;
        }
        long scale = 1;
        for (int i = 0; i < rest.length(); i++) {
            scale *= 10;
        }
        long fraction = rest.isEmpty() ? 0 : Long.parseLong(rest) * unit;
        return fraction % scale == 0 ? Long.parseLong(whole) * unit + fraction / scale : null;
    }

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        }
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        return millis % 60_000 == 0 && millis > 60_000 ? millis / 60_000 + "m" : millis / 1_000 + "s";
    }
}
