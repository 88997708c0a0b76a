package dev.parley.server.chat.branding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmoticonsTest {

    @TempDir
    Path folder;

    private Emoticons looked() {
        Emoticons emoticons = new Emoticons(folder);
        emoticons.look();
        return emoticons;
    }

    @Test
    void aPictureIsAnEmoticonByTheNameOfItsFile() throws Exception {
        Samples.write(folder, "party.png", Samples.PNG);
        Samples.write(folder, "thumbs_up+1.gif", Samples.GIF);
        Samples.write(folder, "really-a-gif.png", Samples.GIF);
        assertThat(looked().pictures())
                .containsOnlyKeys("party", "really-a-gif", "thumbs_up+1")
                .hasEntrySatisfying("party", one -> assertThat(one.type()).isEqualTo(PictureType.PNG))
                .hasEntrySatisfying(
                        "really-a-gif", one -> assertThat(one.type()).isEqualTo(PictureType.GIF));
    }

    @Test
    void whatIsNoPictureOrHasNoNameThatCanBeWrittenIsLeftOut() throws Exception {
        Samples.write(folder, "page.png", "<html><script>1</script>");
        Samples.write(folder, "drawn.svg", Samples.SVG);
        Samples.write(folder, "photo.jpg", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0});
        Samples.write(folder, "empty.png", "");
        Samples.write(folder, "Party.png", Samples.PNG);
        Samples.write(folder, "a b.png", Samples.PNG);
        Samples.write(folder, "<img>.png", Samples.PNG);
        Samples.write(folder, "x".repeat(33) + ".png", Samples.PNG);
        Samples.write(folder, ".hidden.png", Samples.PNG);
        Files.createDirectory(folder.resolve("folder.png"));
        byte[] large = java.util.Arrays.copyOf(Samples.PNG, Picture.MOST + 1);
        Samples.write(folder, "large.png", large);
        assertThat(looked().pictures()).isEmpty();
    }

    @Test
    void ofTwoWithOneNameTheFirstCounts() throws Exception {
        Samples.write(folder, "a.gif", Samples.GIF);
        Samples.write(folder, "a.png", Samples.PNG);
        assertThat(looked().pictures())
                .hasSize(1)
                .hasEntrySatisfying("a", one -> assertThat(one.type()).isEqualTo(PictureType.GIF));
    }

    @Test
    void thereAreAtMostFiveHundred() throws Exception {
        for (int i = 0; i < Emoticons.MOST + 10; i++) {
            Samples.write(folder, "e" + i + ".gif", Samples.GIF);
        }
        assertThat(looked().pictures()).hasSize(Emoticons.MOST);
    }

    @Test
    void whatHasChangedInTheFolderHasChangedHere() throws Exception {
        Path party = Samples.write(folder, "party.png", Samples.PNG);
        Samples.write(folder, "gone.png", Samples.PNG);
        Emoticons emoticons = looked();
        var before = emoticons.pictures();
        emoticons.look();
        assertThat(emoticons.pictures()).as("nothing has changed").isSameAs(before);

        Files.delete(folder.resolve("gone.png"));
        Samples.write(folder, "new.gif", Samples.GIF);
        Files.write(party, Samples.GIF);
        Files.setLastModifiedTime(party, FileTime.from(Instant.ofEpochSecond(1)));
        assertThat(before.get("party").isCurrent()).isFalse();
        emoticons.look();
        assertThat(emoticons.pictures())
                .containsOnlyKeys("new", "party")
                .hasEntrySatisfying("party", one -> assertThat(one.type()).isEqualTo(PictureType.GIF));
    }

    @Test
    void withoutAFolderThereAreNone() {
        Emoticons none = new Emoticons(null);
        none.look();
        assertThat(none.exist()).isFalse();
        assertThat(none.pictures()).isEmpty();
    }
}
