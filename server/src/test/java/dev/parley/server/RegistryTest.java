package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RegistryTest {

    @Test
    void holdersOfOneNameShareOneThingUntilTheLastLetsGo() {
        Registry<Object> registry = new Registry<>(10, Object::new);
        Object first = registry.hold("a");
        assertThat(registry.hold("a")).isSameAs(first);
        registry.release("a");
        assertThat(registry.hold("a")).isSameAs(first);
        registry.release("a");
        registry.release("a");
        assertThat(registry.size()).isZero();
        assertThat(registry.hold("a")).isNotSameAs(first);
    }

    @Test
    void thereAreNeverMoreThanTheLimit() {
        Registry<Object> registry = new Registry<>(1, Object::new);
        registry.hold("a");
        assertThat(registry.refuses("b")).isTrue();
        assertThat(registry.refuses("a")).isFalse();
        assertThat(registry.hold("b")).isNull();
        registry.release("a");
        assertThat(registry.hold("b")).isNotNull();
    }

    @Test
    void manyThreadsLeaveNothingBehind() throws InterruptedException {
        Registry<Object> registry = new Registry<>(3, Object::new);
        CountDownLatch done = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 5_000; i++) {
                    String name = "n" + i % 5;
                    if (registry.hold(name) != null) {
                        registry.release(name);
                    }
                }
                done.countDown();
            });
        }
        done.await();
        assertThat(registry.size()).isZero();
    }
}
