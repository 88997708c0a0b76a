package dev.parley.embed;

import dev.parley.net.http.Headers;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Which headers of a client's request its site's backend is to see. All others are forgotten.
///
/// @param names in any case
public record CarriedHeaders(List<String> names) {

    public static final CarriedHeaders NONE = new CarriedHeaders(List.of());

    public CarriedHeaders {
        names = names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    /// Those of one request, by their names in lower case; a header that came several times is one, with commas.
    public Map<String, String> of(Headers headers) {
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, String> carried = new HashMap<>();
        for (String name : names) {
            List<String> values = headers.all(name);
            if (!values.isEmpty()) {
                carried.put(name, String.join(name.equals("cookie") ? "; " : ", ", values));
            }
        }
        return Map.copyOf(carried);
    }
}
