package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Cluster;
import dev.parley.hub.Malformed;
import dev.parley.hub.WireReader;
import dev.parley.hub.WireWriter;
import dev.parley.server.api.Forms.Occupied;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PagedTest {

    /// What a node answers: those of its channels behind `after`.
    private static Paged<Occupied> asked(List<Occupied> all, String after) throws Malformed {
        List<Occupied> behind = all.stream()
                .filter(each -> each.channel().value().compareTo(after) > 0)
                .toList();
        byte[] answer = Paged.write(all.size(), behind, Forms.OCCUPIED);
        assertThat(answer.length).isLessThan(Cluster.ANSWER_BYTES + 1_000);
        return Paged.read(new WireReader(answer), Forms.OCCUPIED);
    }

    private static List<Occupied> occupied(int from, int to, int step) {
        return IntStream.range(from, to)
                .filter(i -> i % step == 0)
                .mapToObj(i -> new Occupied(new ChannelName("%06d-%s".formatted(i, "x".repeat(200))), 1))
                .toList();
    }

    @Test
    void pagesThatWereCutMakeOneListWithoutGaps() throws Malformed {
        List<List<Occupied>> nodes =
                List.of(occupied(0, 9_000, 1), occupied(3_000, 12_000, 2), occupied(0, 100, 7), List.of());
        List<Occupied> found = new ArrayList<>();
        String after = "";
        int rounds = 0;
        while (true) {
            List<Paged<Occupied>> answers = new ArrayList<>();
            for (List<Occupied> node : nodes) {
                answers.add(asked(node, after));
            }
            Paged<Occupied> page = Paged.merge(answers, Integer.MAX_VALUE, Forms.OCCUPIED);
            assertThat(page.total()).isEqualTo(9_000 + 4_500 + 15);
            found.addAll(page.entries());
            rounds++;
            if (!page.cut()) {
                break;
            }
            after = page.entries().getLast().channel().value();
        }
        assertThat(rounds).isGreaterThan(3);
        List<Occupied> all = new ArrayList<>();
        nodes.forEach(all::addAll);
        assertThat(found).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void noMoreIsReadThanWasWritten() {
        byte[] answer = Paged.write(3, occupied(0, 3, 1), Forms.OCCUPIED);
        for (int length = 0; length < answer.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(answer, length);
            assertThatThrownBy(() -> Paged.read(new WireReader(cut), Forms.OCCUPIED))
                    .isInstanceOf(Malformed.class);
        }
        byte[] empty = new WireWriter().number(5).flag(true).number(0).toByteArray();
        assertThatThrownBy(() -> Paged.read(new WireReader(empty), Forms.OCCUPIED))
                .isInstanceOf(Malformed.class);
    }
}
