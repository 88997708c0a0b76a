package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Pictures and files: on their way, in the room, and what isn't taken.
@Tag("browser")
class FilesTest {

    /// More than a second of the slow network below.
    private static final int LARGE = 400_000;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @TempDir
    Path folder;

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with("chat.rate", "1000", "chat.burst", "1000", "chat.files.size_limit", "1MiB");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Person person(String name, String room) {
        return entered(chromium.page(), name, room);
    }

    private static Person entered(Page page, String name, String room) {
        page.navigate(server.at("/#" + room));
        page.locator("#name").fill(name + " of " + room);
        page.locator("#enter").click();
        assertThat(page.locator("#status")).hasAttribute("data-state", "open");
        assertThat(page.locator("#log")).hasAttribute("data-room", room);
        assertThat(page.locator("#attach")).isVisible();
        return new Person(page);
    }

    private static FilePayload file(String name, String type, byte[] bytes) {
        return new FilePayload(name, type, bytes);
    }

    private static FilePayload text(String name, String content) {
        return file(name, "text/plain", content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] picture(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setPaint(new GradientPaint(0, 0, new Color(0x1f6b5a), width, height, new Color(0xe2875a)));
        pen.fillRect(0, 0, width, height);
        pen.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    /// What no compression makes smaller.
    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(5).nextBytes(noise);
        return noise;
    }

    private static void chooses(Person person, FilePayload... files) {
        person.page().waitForFileChooser(() -> person.at("#attach").click()).setFiles(files);
    }

    private static Locator tray(Person person) {
        return person.at("#tray .tray-file");
    }

    private static Locator files(Person person, String kind) {
        return person.at("#messages > li.message .files " + kind);
    }

    private static void slow(Person person, int bytesPerSecond) {
        CDPSession devtools = person.page().context().newCDPSession(person.page());
        devtools.send("Network.enable");
        devtools.send("Network.emulateNetworkConditions", network(bytesPerSecond));
    }

    private static JsonObject network(int bytesPerSecond) {
        JsonObject conditions = new JsonObject();
        conditions.addProperty("offline", false);
        conditions.addProperty("latency", 0);
        conditions.addProperty("downloadThroughput", -1);
        conditions.addProperty("uploadThroughput", bytesPerSecond);
        return conditions;
    }

    @Test
    void aPictureIsShownBeforeItIsSentAndThenToEverybodyInAPlaceOfItsFinalSize() throws Exception {
        Person ann = person("Ann", "pictures");
        Person bob = person("Bob", "pictures");
        chooses(ann, file("garden.png", "image/png", picture(640, 480)));
        assertThat(tray(ann)).hasAttribute("data-state", "done");
        assertThat(tray(ann).locator("img")).hasAttribute("src", Pattern.compile("^blob:.*"));
        ann.says("my garden");
        assertThat(tray(ann)).hasCount(0);
        for (Person one : List.of(ann, bob)) {
            Locator image = files(one, "a.picture img");
            assertThat(image).hasAttribute("alt", "garden.png");
            assertThat(image).hasJSProperty("complete", true);
            assertThat(image.evaluate("image => image.naturalWidth")).isEqualTo(320); // a thumbnail
            assertThat(image.evaluate("image => [image.clientWidth, image.clientHeight].join()"))
                    .isEqualTo("320,240");
            assertThat(one.said()).hasText("my garden");
        }
    }

    @Test
    void aPicturesPlaceIsThereBeforeThePictureIs() throws Exception {
        Person ann = person("Ann", "still");
        chooses(ann, file("garden.png", "image/png", picture(640, 480)));
        assertThat(tray(ann)).hasAttribute("data-state", "done");
        ann.at("#send").click();
        assertThat(files(ann, "a.picture")).hasCount(1);
        Page page = chromium.page();
        page.route("**/thumbnail", route -> {}); // it never comes
        Person bob = entered(page, "Bob", "still");
        assertThat(files(bob, "a.picture img").evaluate("image => [image.clientWidth, image.clientHeight].join()"))
                .isEqualTo("320,240");
    }

    @Test
    void picturesAreOpenedMovedThroughAndClosedWithTheKeyboardAlone() throws Exception {
        Person ann = person("Ann", "gallery");
        chooses(
                ann,
                file("first.png", "image/png", picture(200, 100)),
                file("second.png", "image/png", picture(100, 200)));
        assertThat(tray(ann).nth(1)).hasAttribute("data-state", "done");
        assertThat(tray(ann).nth(0)).hasAttribute("data-state", "done");
        ann.at("#send").click();
        assertThat(files(ann, "a.picture")).hasCount(2);
        Locator first = files(ann, "a.picture").first();
        first.focus();
        ann.page().keyboard().press("Enter");
        Locator box = ann.at("dialog.lightbox");
        assertThat(box).isVisible();
        assertThat(box.locator("bdi")).hasText("first.png");
        assertThat(box.locator(".lightbox-image")).hasJSProperty("naturalWidth", 200);
        ann.page().keyboard().press("ArrowRight");
        assertThat(box.locator("bdi")).hasText("second.png");
        assertThat(box.locator(".lightbox-next")).isDisabled();
        for (int i = 0; i < 8; i++) {
            ann.page().keyboard().press("Tab");
            assertThat(
                            ann.page()
                                    .evaluate(
                                            "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"))
                    .isEqualTo(true);
        }
        Chromium.screenshot(ann.page(), "picture-open.png");
        ann.page().keyboard().press("Escape");
        assertThat(box).hasCount(0);
        assertThat(first).isFocused();
    }

    @Test
    void anUploadTellsHowFarItIsAndCanBeStopped() {
        Person ann = person("Ann", "progress");
        slow(ann, LARGE / 4);
        chooses(ann, file("large.bin", "application/octet-stream", noise(LARGE)));
        assertThat(tray(ann)).hasAttribute("data-state", "sending");
        Locator bar = tray(ann).locator("progress");
        assertThat(bar).hasAttribute("aria-label", "Upload of large.bin");
        Chromium.until(ann.page(), "document.querySelector('#tray progress').value > 0.05");
        assertThat((Double) bar.evaluate("bar => bar.value")).isBetween(0.05, 1.0);
        assertThat(tray(ann).locator(".tray-fate")).hasText(Pattern.compile("\\d+ kB of 400 kB|Arriving…"));
        tray(ann).locator(".tray-remove").click();
        assertThat(tray(ann)).hasCount(0);
        assertThat(ann.at("#text")).isFocused();
    }

    @Test
    void aMessageThatIsSentTooEarlyGoesOutOnceItsFilesHaveArrived() {
        Person ann = person("Ann", "early");
        Person bob = person("Bob", "early");
        slow(ann, LARGE / 5);
        chooses(ann, file("large.bin", "application/octet-stream", noise(LARGE)));
        ann.says("with a file");
        assertThat(ann.at(".tray-note")).hasText("The message goes out when its files are uploaded.");
        assertThat(ann.at("#text")).hasValue("with a file");
        slow(ann, 10 * LARGE);
        assertThat(files(bob, "a.file .file-name")).hasText("large.bin");
        assertThat(bob.said()).hasText("with a file");
        assertThat(ann.at("#text")).hasValue("");
        assertThat(tray(ann)).hasCount(0);
    }

    @Test
    void anUploadThatTheNetworkCutsOffGoesOnWhenItIsBack() {
        Person ann = person("Ann", "cut");
        // Under way when the network goes …
        List<Route> held = new ArrayList<>();
        ann.page().route("**/chat/files?*", held::add);
        chooses(ann, file("large.bin", "application/octet-stream", noise(LARGE)));
        assertThat(tray(ann)).hasAttribute("data-state", "sending");
        await().pollInSameThread().until(() -> {
            ann.at("#tray").count(); // lets the page's events come in
            return !held.isEmpty();
        });
        ann.page().context().setOffline(true);
        ann.page().unroute("**/chat/files?*");
        held.getFirst().abort("internetdisconnected");
        assertThat(tray(ann)).hasAttribute("data-state", "lost");
        assertThat(tray(ann).locator(".tray-fate"))
                .hasText("The connection was lost. It goes on when the connection is back.");
        // … chosen while it is away, and both arrive.
        chooses(ann, text("later.txt", "chosen offline"));
        assertThat(tray(ann).nth(1)).hasAttribute("data-state", Pattern.compile("sending|lost"));
        ann.page().context().setOffline(false);
        assertThat(tray(ann).nth(0)).hasAttribute("data-state", "done");
        assertThat(tray(ann).nth(1)).hasAttribute("data-state", "done");
        assertThat(chromium.takeComplaints())
                .allSatisfy(complaint -> assertThat(complaint).contains("ERR_INTERNET_DISCONNECTED"));
        ann.at("#send").click();
        assertThat(files(ann, "a.file")).hasCount(2);
    }

    @Test
    void whatIsTooLargeOrEmptyIsRefusedInWordsBeforeItIsSent() {
        Person ann = person("Ann", "limits");
        chooses(
                ann,
                file("film.bin", "video/mp4", new byte[1_200_000]),
                text("nothing.txt", ""),
                text("fine.txt", "fine"));
        assertThat(ann.at("#reason"))
                .hasText("film.bin is too large: it has 1.2 MB, and 1 MB are allowed. nothing.txt is empty.");
        assertThat(tray(ann)).hasCount(1);
        assertThat(tray(ann)).hasAttribute("data-state", "done");
        FilePayload[] many = new FilePayload[11];
        for (int i = 0; i < many.length; i++) {
            many[i] = text("f" + i + ".txt", "x");
        }
        chooses(ann, many);
        assertThat(ann.at("#reason")).hasText("A message may have 10 files: 2 were left out.");
        assertThat(tray(ann)).hasCount(10);
    }

    @Test
    void fileNamesAreTextAndHideNothing() throws Exception {
        Person ann = person("Ann", "names");
        Person bob = person("Bob", "names");
        List<String> names = List.of(
                "<img src=x onerror=hacked='img'>.txt",
                "\"><script>hacked='script'</script>.txt",
                "javascript:hacked='address'",
                "invoice\u202etxt.exe",
                "a%2f..%2fb.txt",
                "very long " + "w".repeat(150) + ".txt");
        for (String name : names) {
            chooses(ann, text(name, "content"));
        }
        for (int i = 0; i < names.size(); i++) {
            assertThat(tray(ann).nth(i)).hasAttribute("data-state", "done");
        }
        assertThat(tray(ann).first().locator(".file-name")).hasText(names.getFirst());
        assertThat(ann.at("#tray :is(script, iframe, img)")).hasCount(0);
        ann.at("#send").click();
        assertThat(files(bob, "a.file")).hasCount(names.size());
        assertThat(bob.at("#messages :is(script, iframe, img)")).hasCount(0);
        assertThat(tray(ann)).hasCount(0);
        assertThat(files(bob, "a.file .file-name").nth(0))
                .hasText(Pattern.compile(".*img src=x onerror=hacked='img'.*"));
        assertThat(bob.page().evaluate("document.querySelector('#messages').textContent.includes('\\u202e')"))
                .isEqualTo(false);
        Layout.staysWithinItsWidth(bob.page());
        for (Object address : (List<?>) files(bob, "a.file").evaluateAll("all => all.map(a => a.href)")) {
            assertThat(String.valueOf(address))
                    .matches(Pattern.quote(server.at("/chat/files/")) + "[\\w-]{22}/[^/?#]+");
        }
        Download download =
                bob.page().waitForDownload(() -> files(bob, "a.file").first().click());
        Path kept = folder.resolve("kept");
        download.saveAs(kept);
        assertThat(kept).hasContent("content");
    }

    @Test
    void markupThatSaysToBeAPictureIsOnlyAFile() {
        Person ann = person("Ann", "markup");
        chooses(
                ann,
                file("page.png", "image/png", "<html><script>hacked='html'</script>".getBytes(StandardCharsets.UTF_8)),
                file(
                        "drawing.svg",
                        "image/svg+xml",
                        "<svg xmlns='http://www.w3.org/2000/svg' onload='hacked=1'/>"
                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(tray(ann).nth(1)).hasAttribute("data-state", "done");
        assertThat(tray(ann).nth(0)).hasAttribute("data-state", "done");
        ann.at("#send").click();
        assertThat(files(ann, "a.file")).hasCount(2);
        assertThat(files(ann, "a.picture")).hasCount(0);
        for (Object address : (List<?>) files(ann, "a.file").evaluateAll("all => all.map(a => a.href)")) {
            Page page = ann.page().context().newPage();
            Download download =
                    page.waitForDownload(() -> page.evaluate("where => { location.href = where; }", address));
            assertThat(download.url()).isEqualTo(address);
            page.close();
        }
    }

    @Test
    void picturesArePastedAndFilesDroppedAndTextThatIsPastedStaysText() throws Exception {
        Person ann = person("Ann", "ways");
        String give = """
                ({ event, target, name, type, bytes, text }) => {
                  const data = new DataTransfer();
                  if (bytes) data.items.add(new File([Uint8Array.from(bytes)], name, { type }));
                  if (text) data.setData('text/plain', text);
                  const init = { bubbles: true, cancelable: true };
                  const made = event === 'paste' ? new ClipboardEvent('paste', { ...init, clipboardData: data })
                      : new DragEvent(event, { ...init, dataTransfer: data });
                  return !document.querySelector(target).dispatchEvent(made);
                }
                """;
        byte[] png = picture(30, 20);
        Integer[] bytes = new Integer[png.length];
        for (int i = 0; i < png.length; i++) {
            bytes[i] = png[i] & 0xff;
        }
        assertThat(ann.page().evaluate(give, event("paste", "#text", "image.png", bytes, "")))
                .isEqualTo(true);
        assertThat(tray(ann)).hasCount(1);
        assertThat(ann.page().evaluate(give, event("paste", "#text", "image.png", bytes, "cells\tas text")))
                .isEqualTo(false);
        assertThat(ann.page().evaluate(give, event("paste", "#text", "", new Integer[0], "words")))
                .isEqualTo(false);
        assertThat(ann.page().evaluate(give, event("dragover", "#log", "drop.png", bytes, "")))
                .isEqualTo(true);
        assertThat(ann.at(".drop-veil")).isVisible();
        assertThat(ann.page().evaluate(give, event("drop", "#log", "drop.png", bytes, "")))
                .isEqualTo(true);
        assertThat(ann.at(".drop-veil")).isHidden();
        assertThat(tray(ann)).hasCount(2);
        assertThat(tray(ann).nth(1).locator(".file-name")).hasText("drop.png");
    }

    private static Object event(String event, String target, String name, Integer[] bytes, String text) {
        return Map.of(
                "event", event, "target", target, "name", name, "type", "image/png", "bytes", bytes, "text", text);
    }

    @Test
    void onASmallPhoneInTheDarkEverythingHasItsPlace() throws Exception {
        Page page = chromium.page(new Browser.NewContextOptions()
                .setViewportSize(360, 740)
                .setDeviceScaleFactor(2)
                .setIsMobile(true)
                .setHasTouch(true)
                .setColorScheme(ColorScheme.DARK));
        Person ann = entered(page, "Ann", "phone");
        chooses(
                ann,
                file("garden.png", "image/png", picture(640, 480)),
                text("w".repeat(120) + ".txt", "x".repeat(20_000)));
        assertThat(tray(ann).nth(1)).hasAttribute("data-state", "done");
        assertThat(tray(ann).nth(0)).hasAttribute("data-state", "done");
        Layout.staysWithinItsWidth(page);
        Chromium.screenshot(page, "files-phone-tray.png");
        ann.says("a picture and a file");
        assertThat(files(ann, "a.picture")).hasCount(1);
        Layout.staysWithinItsWidth(page);
        assertThat(ann.at("#text")).isInViewport();
        Chromium.screenshot(page, "files-phone-dark.png");
        files(ann, "a.picture").tap();
        assertThat(ann.at("dialog.lightbox")).isVisible();
        Layout.staysWithinItsWidth(page);
        ann.at("dialog.lightbox [aria-label=Close]").tap();
        assertThat(ann.at("dialog.lightbox")).hasCount(0);
    }
}
