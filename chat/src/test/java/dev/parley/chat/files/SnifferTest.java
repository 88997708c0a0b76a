package dev.parley.chat.files;

import static dev.parley.chat.files.Samples.bytes;
import static dev.parley.chat.files.Samples.join;
import static dev.parley.chat.files.Samples.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.files.FileException.Reason;
import dev.parley.chat.files.Sniffed.Picture;
import dev.parley.chat.files.Sniffed.Sound;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnifferTest {

    @TempDir
    Path folder;

    private Sniffed sniff(byte[] bytes) throws IOException, FileException {
        Path file = folder.resolve("x");
        Files.write(file, bytes);
        try (Content content = Content.open(file)) {
            return Sniffer.sniff(content);
        }
    }

    private void refused(Reason reason, byte[] bytes) {
        assertThatThrownBy(() -> sniff(bytes))
                .isInstanceOfSatisfying(
                        FileException.class, why -> assertThat(why.reason()).isEqualTo(reason));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void picturesSayHowLargeTheyAre() throws Exception {
        assertThat(sniff(Samples.png(30, 20))).isEqualTo(new Picture("image/png", 30, 20, 1, false));
        assertThat(sniff(Samples.picture("jpeg", 30, 20, false)))
                .isEqualTo(new Picture("image/jpeg", 30, 20, 1, false));
        assertThat(sniff(Samples.picture("gif", 30, 20, false))).isEqualTo(new Picture("image/gif", 30, 20, 1, false));
        assertThat(sniff(Samples.webp())).isEqualTo(new Picture("image/webp", 2, 3, 1, true));
        assertThat(sniff(Samples.photo(30, 20, 6))).isEqualTo(new Picture("image/jpeg", 30, 20, 6, false));
    }

    @Test
    void bombsAreRefusedByTheirHead() {
        refused(Reason.TOO_LARGE, Samples.pngHead(60_000, 60_000));
        refused(Reason.TOO_LARGE, Samples.pngHead(-1, -1));
        byte[] gif = join(bytes("GIF89a"), new byte[] {-1, -1, -1, -1}, new byte[100]);
        refused(Reason.TOO_LARGE, gif);
        byte[] webp = Samples.webp();
        webp[26] = (byte) 0xff;
        webp[27] = 0x3f;
        webp[28] = (byte) 0xff;
        webp[29] = 0x3f;
        refused(Reason.TOO_LARGE, webp);
    }

    @Test
    void aSmallWebpCanvasHidesNoLargeFrame() {
        byte[] frame = part(Samples.webp(), 12, Samples.webp().length - 12);
        frame[14] = (byte) 0xff;
        frame[15] = 0x3f;
        frame[16] = (byte) 0xff;
        frame[17] = 0x3f;
        byte[] canvas = join(bytes("VP8X"), Samples.little(10), new byte[10]);
        refused(
                Reason.TOO_LARGE,
                join(bytes("RIFF"), Samples.little(4 + canvas.length + frame.length), bytes("WEBP"), canvas, frame));
    }

    @Test
    void soundsSayHowLongTheyLast() throws Exception {
        assertThat(sniff(Samples.wav(16_000, 2_500))).isEqualTo(new Sound("audio/wav", 2_500, true));
        assertThat(sniff(Samples.mp3(100))).isEqualTo(new Sound("audio/mpeg", 2_612, true));
        assertThat(sniff(Samples.m4a(4_200))).isEqualTo(new Sound("audio/mp4", 4_200, true));
        assertThat(sniff(Samples.fragmented("soun", 3))).isEqualTo(new Sound("audio/mp4", 6_400, true));
        assertThat(sniff(Samples.fragmented("vide", 3))).isEqualTo(new Sound("video/mp4", 6_400, false));
        assertThat(sniff(Samples.opus(3_000))).isEqualTo(new Sound("audio/ogg", 3_000, true));
    }

    @Test
    void whatIsCutOffIsRefused() throws Exception {
        refused(Reason.BAD_TYPE, new byte[0]);
        refused(Reason.BAD_TYPE, part(Samples.wav(16_000, 1_000), 0, 5_000));
        refused(Reason.BAD_TYPE, part(Samples.m4a(1_000), 0, 100));
        refused(Reason.BAD_TYPE, part(Samples.png(30, 20), 0, 20));
        refused(Reason.BAD_TYPE, part(Samples.photo(30, 20, 1), 0, 60));
        refused(Reason.BAD_TYPE, bytes("GIF89a"));
        refused(Reason.BAD_TYPE, part(Samples.opus(1_000), 0, 20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><script>alert(1)</script>",
                "  \n\t<html>",
                "\uFEFF<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
                "<?xml version='1.0'?><x/>",
                "<!-- x --><script>",
                "#!/bin/sh\nrm -rf /",
                "plain, but with a bell: \u0007"
            })
    void markupAndScriptsAreNothingThatIsShown(String text) throws Exception {
        assertThat(sniff(utf8(text)).type()).isEqualTo("application/octet-stream");
    }

    @Test
    void otherFilesAreWhatTheyBeginLike() throws Exception {
        assertThat(sniff(utf8("%PDF-1.7\n<html><script>alert(1)</script>")).type())
                .isEqualTo("application/pdf");
        assertThat(sniff(join(bytes("PK\u0003\u0004"), new byte[30])).type()).isEqualTo("application/zip");
        assertThat(sniff(utf8("Guten Tag, 你好, привет\n")).type()).isEqualTo("text/plain; charset=utf-8");
        assertThat(sniff(utf8("é你😀".repeat(400_000))).type()).isEqualTo("text/plain; charset=utf-8");
        assertThat(sniff(join(utf8("é".repeat(600_000)), new byte[] {(byte) 0xc3}))
                        .type())
                .isEqualTo("application/octet-stream");
        assertThat(sniff(new byte[] {0, 1, 2, 3}).type()).isEqualTo("application/octet-stream");
    }

    @Test
    void aGifThatIsAScriptTooIsAGif() throws Exception {
        byte[] both = join(bytes("GIF89a/*"), new byte[] {1, 0, 0, 0, 0}, bytes("*/=1;alert(1)//"));
        assertThat(sniff(both).type()).isEqualTo("image/gif");
    }

    @Test
    void boxesWithinBoxesEndSomewhere() {
        byte[] deep = new byte[0];
        for (int i = 0; i < 10_000; i++) {
            deep = join(Samples.big(deep.length + 8), bytes("moov"), deep);
            if (deep.length > 40_000) {
                break;
            }
        }
        refused(Reason.BAD_TYPE, join(Samples.big(16), bytes("ftypM4A \0\0\0\0"), deep));
    }

    @Test
    void nothingThatHappensToAFileBreaksTheSniffer() throws Exception {
        Random random = new Random(5);
        byte[][] good = {
            Samples.png(30, 20),
            Samples.photo(30, 20, 6),
            Samples.picture("gif", 30, 20, false),
            Samples.webp(),
            Samples.wav(8_000, 100),
            Samples.mp3(5),
            Samples.m4a(1_000),
            Samples.fragmented("soun", 2),
            Samples.opus(1_000)
        };
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = good[i % good.length].clone();
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                bytes[random.nextInt(Math.min(bytes.length, 200))] = (byte) random.nextInt();
            }
            byte[] cut = part(bytes, 0, random.nextInt(1, bytes.length + 1));
            try {
                assertThat(sniff(cut).type()).isNotEmpty();
            } catch (FileException refused) {
                assertThat(refused.reason()).isIn(Reason.BAD_TYPE, Reason.TOO_LARGE);
            }
        }
    }
}
