package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class VisitorLimitTest {

    private static final Page.Closed REFUSAL =
            new Page.Closed(1013, "All places are taken. Please try again in a minute.");

    @Test
    void oneTooManyIsRefusedWithAReasonThatAPageCanShow() throws Exception {
        try (var server = VisitorLimit.start(0, 2);
                Page one = Page.open(server.port());
                Page two = Page.open(server.port());
                Page three = Page.open(server.port())) {
            assertThat(one.hears()).isEqualTo("Welcome. Free places left: 1");
            assertThat(two.hears()).isEqualTo("Welcome. Free places left: 0");
            assertThat(three.isClosed()).isEqualTo(REFUSAL);
        }
    }

    @Test
    void aPlaceThatIsGivenUpIsGivenAway() throws Exception {
        try (var server = VisitorLimit.start(0, 1);
                Page first = Page.open(server.port())) {
            first.hears();
            try (Page refused = Page.open(server.port())) {
                assertThat(refused.isClosed()).isEqualTo(REFUSAL);
            }
            first.leave();
            await().untilAsserted(() -> {
                try (Page next = Page.open(server.port())) {
                    assertThat(next.hears()).isEqualTo("Welcome. Free places left: 0");
                }
            });
        }
    }
}
