package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which pattern a path finds, and with what parameters.
class RoutesTest {

    private static Routes routes(List<String> patterns) {
        Routes routes = new Routes();
        patterns.forEach(pattern ->
                routes.add(pattern, new WebSocketHandler() {}, WebSocketOptions.DEFAULT, Admission.EVERYBODY));
        return routes;
    }

    private static @Nullable String found(Routes routes, String path) throws Exception {
        Routes.Match match = routes.match(path);
        return match == null ? null : match.route().segments() + " " + new TreeMap<>(match.parameters());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /              | {}
            /chat          | {}
            /chat/         | {rest=}
            /chat/a        | {room=a}
            /chat/lobby    | {}
            /chat/a/b      | {rest=a/b}
            /chat/a/       | {rest=a/}
            /chat/a%2Fb    | {room=a/b}
            /chat/a%20+b   | {room=a +b}
            /chat/%C3%A4   | {room=ä}
            /%63hat        | {}
            /Chat          |
            chat           |
            //chat         |
            """)
    void theMostParticularPatternIsFound(String path, @Nullable String parameters) throws Exception {
        Routes routes = routes(List.of("/chat/{rest*}", "/chat/{room}", "/chat/lobby", "/chat", "/"));
        String found = found(routes, path);
        if (parameters == null) {
            assertThat(found).isNull();
        } else {
            assertThat(found).endsWith(" " + parameters);
        }
    }

    @Test
    void severalParametersAreAllThere() throws Exception {
        Routes.Match match = routes(List.of("/{a}/x/{b}/{c*}")).match("/1/x/2/3/4");
        assertThat(match).isNotNull();
        assertThat(match.parameters()).isEqualTo(Map.of("a", "1", "b", "2", "c", "3/4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%4", "/%zz", "/%-1", "/%+1", "/%ff", "/%C3", "/a/%ED%A0%80"})
    void aPathWhoseEncodingIsBrokenIsRefused(String path) {
        assertThatThrownBy(() -> routes(List.of("/{x*}")).match(path)).isInstanceOf(Routes.BadPathException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/{id}", "/chat", "/files/{all*}"})
    void aPathHasOneHandlerWhateverItsParametersAreCalled(String pattern) {
        Routes routes = routes(List.of("/chat/{room}", "/chat", "/files/{rest*}"));
        assertThatThrownBy(() ->
                        routes.add(pattern, new WebSocketHandler() {}, WebSocketOptions.DEFAULT, Admission.EVERYBODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "", "/{rest*}/more"})
    void aPatternThatCannotMatchIsRefused(String pattern) {
        assertThatThrownBy(() -> routes(List.of(pattern))).isInstanceOf(IllegalArgumentException.class);
    }
}
