package dev.parley.server.api;

import dev.parley.hub.Cluster;
import dev.parley.hub.Malformed;
import dev.parley.hub.WireReader;
import dev.parley.hub.WireWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list that is too long for one answer between nodes: each sends the beginning of what is its, in the order of the keys, and
/// is asked for the rest.
///
/// @param total how many there are, on this page or not
/// @param cut whether there are more behind these
/// @param entries by key
record Paged<T>(long total, boolean cut, List<T> entries) {

    /// How one entry is written, and what it is sorted by.
    interface Form<T> {
        String key(T entry);

        void write(T entry, WireWriter to);

        T read(WireReader from) throws Malformed;
    }

    /// @param sorted all there are behind what was asked for, or as many as were asked for
    static <T> byte[] write(long total, List<T> sorted, Form<T> form) {
        WireWriter entries = new WireWriter();
        int count = 0;
        while (count < sorted.size() && entries.size() < Cluster.ANSWER_BYTES) {
            form.write(sorted.get(count++), entries);
        }
        return new WireWriter()
                .number(total)
                .flag(count < sorted.size())
                .number(count)
                .rest(entries.toByteArray())
                .toByteArray();
    }

    static <T> Paged<T> read(WireReader from, Form<T> form) throws Malformed {
        long total = from.number();
        boolean cut = from.flag();
        int count = from.count();
        List<T> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(form.read(from));
        }
        if (cut && entries.isEmpty()) {
            throw new Malformed("there is more, and nothing");
        }
        return new Paged<>(total, cut, entries);
    }

    /// One of several: all that is known up to where the first of them was cut, at most `limit`.
    static <T> Paged<T> merge(List<Paged<T>> pages, int limit, Form<T> form) {
        long total = 0;
        String end = null;
        List<T> all = new ArrayList<>();
        for (Paged<T> page : pages) {
            total += page.total();
            all.addAll(page.entries());
            if (page.cut()) {
                String last = form.key(page.entries().getLast());
                end = end == null || last.compareTo(end) < 0 ? last : end;
            }
        }
        String bound = end;
        List<T> known = all.stream()
                .filter(entry -> isWithin(form.key(entry), bound))
                .sorted(Comparator.comparing(form::key))
                .limit(limit)
                .toList();
        return new Paged<>(total, bound != null && known.size() < limit, known);
    }

    private static boolean isWithin(String key, @Nullable String bound) {
        return bound == null || key.compareTo(bound) <= 0;
    }
}
