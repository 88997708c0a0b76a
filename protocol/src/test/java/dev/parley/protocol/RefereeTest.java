package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Streams.Chaos;
import dev.parley.protocol.Streams.Conversation;
import dev.parley.protocol.Streams.Damage;
import dev.parley.protocol.Wire.Frame;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The reader and the referee understand the same, whatever comes.
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE) // they would leave no tries for chance
@Domain(Streams.class)
@Domain(DomainContext.Global.class)
class RefereeTest {

    static List<Vector> vectors() {
        return VectorTest.VECTORS;
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theRefereeKnowsTheVectors(Vector vector) {
        byte[] bytes = Notation.bytes(vector.bytes());
        for (Role role : Role.values()) {
            if (vector.only() == null || vector.only() == role) {
                byte[] stream = vector.only() == null && role == Role.SERVER ? Masked.frames(bytes, 0x12345678) : bytes;
                var verdict = Referee.judge(new Setup(role, vector.limits(), vector.compressed()), stream);
                assertThat(verdict).matches(it -> it.allows(vector.expected()), "allows " + vector.expected());
            }
        }
    }

    @Property
    void whatIsSaidIsUnderstood(
            @ForAll Role reader, @ForAll Conversation conversation, @ForAll int key, @ForAll Feeding feeding) {
        byte[] stream = Wire.from(reader.other(), conversation.frames(), key);
        var setup = new Setup(reader, Setup.WIDE, conversation.compressed());
        assertThat(feeding.read(setup, stream)).isEqualTo(conversation.said());
        assertThat(Referee.judge(setup, stream).events()).isEqualTo(conversation.said());
    }

    @Property(tries = 3000)
    void damagedConversations(
            @ForAll Role reader,
            @ForAll ReadLimits limits,
            @ForAll Conversation conversation,
            @ForAll @Size(min = 1, max = 4) List<Damage> damages,
            @ForAll int key,
            @ForAll Feeding feeding) {
        byte[] stream = Damage.all(damages, Wire.from(reader.other(), conversation.frames(), key));
        understandTheSame(new Setup(reader, limits, conversation.compressed()), stream, feeding);
    }

    @Property(tries = 3000)
    void damageBelowTheMask(
            @ForAll ReadLimits limits,
            @ForAll Conversation conversation,
            @ForAll @Size(min = 1, max = 4) List<Damage> damages,
            @ForAll int key,
            @ForAll Feeding feeding) {
        byte[] stream = Masked.frames(Damage.all(damages, Wire.unmasked(conversation.frames())), key);
        understandTheSame(new Setup(Role.SERVER, limits, conversation.compressed()), stream, feeding);
    }

    @Property(tries = 3000)
    void framesOfAnyKindInAnyOrder(
            @ForAll Role reader,
            @ForAll ReadLimits limits,
            @ForAll boolean compressed,
            @ForAll Chaos chaos,
            @ForAll int key,
            @ForAll Feeding feeding) {
        List<Frame> frames = chaos.frames();
        understandTheSame(new Setup(reader, limits, compressed), Wire.from(reader.other(), frames, key), feeding);
    }

    @Property
    void noise(
            @ForAll Role reader,
            @ForAll ReadLimits limits,
            @ForAll boolean compressed,
            @ForAll byte[] stream,
            @ForAll Feeding feeding) {
        understandTheSame(new Setup(reader, limits, compressed), stream, feeding);
    }

    static void understandTheSame(Setup setup, byte[] stream, Feeding feeding) {
        List<Event> read = feeding.read(setup, stream);
        var verdict = Referee.judge(setup, stream);
        assertThat(verdict.allows(read))
                .as("%s fed %s%nread    %s%nreferee %s", setup, feeding, read, verdict)
                .isTrue();
    }
}
