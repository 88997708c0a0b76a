package dev.parley.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpResponseTest {

    @Test
    void aHeaderGivenToOneAnswerIsNotInTheNextOneMadeFromTheSameResponse() {
        HttpResponse shared = HttpResponse.text(503, "full");

        HttpResponse mine = shared.with("Retry-After", "5").with("retry-after", "60");

        assertThat(mine.headers().all("Retry-After")).containsExactly("60");
        assertThat(mine.body()).isSameAs(shared.body());
        assertThat(shared.headers().contains("Retry-After")).isFalse();
        assertThat(shared.headers().first("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    }
}
