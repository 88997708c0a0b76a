package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.TagFilter.Compare;
import dev.parley.hub.TagFilter.Compare.Operator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagFilterTest {

    private static final Map<String, String> TAGS = Map.of("city", "Berlin", "age", "30", "empty", "", "price", "1.50");

    @ParameterizedTest
    @CsvSource({
        "city, EQUAL, Berlin, true",
        "city, EQUAL, berlin, false",
        "none, EQUAL, Berlin, false",
        "city, NOT_EQUAL, Berlin, false",
        "city, NOT_EQUAL, Paris, true",
        "none, NOT_EQUAL, x, true",
        "city, EXISTS, '', true",
        "none, EXISTS, '', false",
        "city, NOT_EXISTS, '', false",
        "none, NOT_EXISTS, '', true",
        "city, STARTS_WITH, Ber, true",
        "city, STARTS_WITH, lin, false",
        "city, ENDS_WITH, lin, true",
        "city, ENDS_WITH, Ber, false",
        "city, CONTAINS, erl, true",
        "city, CONTAINS, x, false",
        "none, CONTAINS, '', false",
        "age, LESS, 31, true",
        "age, LESS, 30, false",
        "age, LESS_OR_EQUAL, 30.0, true",
        "age, GREATER, 29.99, true",
        "age, GREATER, 30, false",
        "age, GREATER_OR_EQUAL, 3e1, true",
        "price, EQUAL, 1.5, false",
        "price, GREATER_OR_EQUAL, 1.5, true",
        "city, LESS, 5, false",
        "age, LESS, x, false",
        "empty, LESS, 5, false",
        "none, LESS, 5, false",
        "age, LESS, 1e999999999, false"
    })
    void aTagIsCompared(String key, Operator operator, String value, boolean matches) {
        assertThat(new Compare(key, operator, value, List.of()).matches(TAGS)).isEqualTo(matches);
    }

    @Test
    void setsAndLogic() {
        TagFilter in = new Compare("city", Operator.IN, "", List.of("Paris", "Berlin"));
        TagFilter notIn = new Compare("city", Operator.NOT_IN, "", List.of("Paris", "Berlin"));
        assertThat(in.matches(TAGS)).isTrue();
        assertThat(notIn.matches(TAGS)).isFalse();
        assertThat(notIn.matches(Map.of())).isTrue();
        assertThat(new TagFilter.And(List.of(in, notIn)).matches(TAGS)).isFalse();
        assertThat(new TagFilter.And(List.of()).matches(TAGS)).isTrue();
        assertThat(new TagFilter.Or(List.of(in, notIn)).matches(TAGS)).isTrue();
        assertThat(new TagFilter.Or(List.of()).matches(TAGS)).isFalse();
        assertThat(new TagFilter.Not(notIn).matches(TAGS)).isTrue();
    }
}
