package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pictures of the pages, kept in `target/screenshots` by each run. The README's is taken anew, from the project's root,
/// with
///
/// ```
/// ./mvnw -B -ntp -pl e2e -am test -Dtest=PicturesTest -Dsurefire.failIfNoSpecifiedTests=false
/// cp e2e/target/screenshots/chat.png docs/images/
/// ```
@Tag("browser")
class PicturesTest {

    /// What the README may cost its readers.
    private static final long MOST_BYTES = 400_000;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void aLivelyRoom(ColorScheme scheme) throws Exception {
        try (Server server = lively(scheme)) {
            Person nora = Person.entering(desktop(scheme), server.at("/"), "Nora Lindqvist", "garden");
            talk(server, nora, scheme);
            nora.writes("Looking forward to");
            nora.at("#log").evaluate("log => log.scrollTop = log.scrollHeight");
            String light = scheme.name().toLowerCase(Locale.ROOT);
            long bytes = take(nora.page(), "chat-desktop-" + light + ".png");
            if (scheme == ColorScheme.LIGHT) {
                assertThat(take(nora.page(), "chat.png")).isLessThan(MOST_BYTES);
            }
            assertThat(bytes).isPositive();

            nora.message("cold frame").hover();
            nora.at(".actions [data-action=more]").click();
            take(nora.page(), "chat-desktop-menu-" + light + ".png");
            nora.page().keyboard().press("Escape");
            nora.at("#emoji").click();
            assertThat(nora.at(".emoji-panel")).isVisible();
            take(nora.page(), "chat-desktop-emoji-" + light + ".png");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void theSameOnAPhone(ColorScheme scheme) throws Exception {
        try (Server server = lively(scheme)) {
            Person nora = Person.entering(phone(scheme), server.at("/"), "Nora Lindqvist", "garden");
            talk(server, nora, scheme);
            String light = scheme.name().toLowerCase(Locale.ROOT);
            nora.at("#log").evaluate("log => log.scrollTop = log.scrollHeight");
            take(nora.page(), "chat-phone-" + light + ".png");
            nora.at("#here").tap();
            assertThat(nora.at("#people-list .person").first()).isVisible();
            take(nora.page(), "chat-phone-people-" + light + ".png");
            nora.at("#people-close").tap();
            nora.at("#back").tap();
            assertThat(nora.at("#talks .badge")).isVisible();
            take(nora.page(), "chat-phone-rooms-" + light + ".png");
            nora.at("#talks .room").first().tap();
            nora.sees("Psst! Shall we surprise Tom with a new roof for his shed?", "I know somebody who has slates.");
            take(nora.page(), "chat-phone-private-" + light + ".png");
        }
    }

    private static Server lively(ColorScheme scheme) throws Exception {
        return Server.with("chat.rate", "1000", "chat.burst", "1000", "chat.title", "Allotment 12");
    }

    /// What Nora's neighbours say while she is there.
    private void talk(Server server, Person nora, ColorScheme scheme) throws Exception {
        Person tom = Person.entering(desktop(scheme), server.at("/"), "Tom Baker", "garden");
        Person li = Person.entering(desktop(scheme), server.at("/"), "小明", "garden");
        Person olga = Person.entering(desktop(scheme), server.at("/"), "Ольга Ч.", "garden");
        for (String room : new String[] {"compost", "seed-swap"}) {
            nora.goesTo(room);
        }
        nora.goesTo("garden");
        nora.says("Morning, Tom! Did the tomato seedlings survive the storm? 🌱");
        tom.says("Hi Nora! All but two. The old cold frame held, I could hardly believe it.");
        tom.says("The roof of the shed is somewhere in the neighbours’ pond, though.");
        li.says("哈哈，太惨了！需要帮忙吗？");
        olga.says("У меня остались доски от забора, могу привезти в субботу.");
        assertThat(nora.said()).hasCount(5);
        Path picture = bed();
        tom.at("#file").setInputFiles(picture);
        assertThat(tom.at("#tray [data-state=done]")).isVisible();
        tom.says("The survivors this morning:");
        assertThat(nora.at("#messages .picture img")).isVisible();
        react(li, "cold frame", 5);
        react(olga, "cold frame", 5);
        react(olga, "survivors", 1);
        react(li, "neighbours", 2);
        nora.message("survivors").hover();
        nora.message("survivors").locator("[data-action=reply]").click();
        nora.says("Beautiful! Ten o’clock on Saturday, @Tom Baker: boards against soup?");
        assertThat(tom.said()).hasCount(7);
        tom.says("Settled. See https://example.org/cold-frames for the plan.");

        tom.goesTo("compost");
        tom.says("Who has the big fork?");
        olga.goesTo("seed-swap");
        olga.says("@Nora Lindqvist have you any beans left?");
        li.at("#people-list .person")
                .filter(new Locator.FilterOptions().setHasText("Nora"))
                .click();
        li.at(".menu [data-action=talk]").click();
        assertThat(li.at("#room-title")).hasText("Nora Lindqvist");
        li.says("Psst! Shall we surprise Tom with a new roof for his shed?");
        li.says("I know somebody who has slates.");
        olga.goesTo("garden");
        olga.at("#text").pressSequentially("и");
        assertThat(nora.said()).hasCount(8);
    }

    private static void react(Person person, String text, int which) {
        person.message(text).hover();
        person.message(text).locator("[data-action=more]").click();
        person.at(".menu .quick button").nth(which).click();
        assertThat(person.message(text).locator(".reaction").first()).isVisible();
    }

    /// Rows of seedlings, drawn.
    private static Path bed() throws Exception {
        BufferedImage image = new BufferedImage(960, 600, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setPaint(new GradientPaint(0, 0, new Color(0xf6d8b0), 0, 250, new Color(0xe2875a)));
        pen.fillRect(0, 0, 960, 250);
        pen.setColor(new Color(0xfff3d6));
        pen.fillOval(690, 60, 120, 120);
        pen.setColor(new Color(0x2f6b4f));
        pen.fillOval(-200, 170, 800, 240);
        pen.setColor(new Color(0x1f5a45));
        pen.fillOval(380, 190, 900, 260);
        pen.setPaint(new GradientPaint(0, 270, new Color(0x6b4630), 0, 600, new Color(0x3c2619)));
        pen.fillRect(0, 270, 960, 330);
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < 7; i++) {
                int size = 34 + row * 16;
                int x = 70 + i * 132 + row % 2 * 30;
                int y = 330 + row * 100;
                pen.setColor(new Color(0x79b36b));
                pen.fillArc(x - size, y - size, size, size, 180, 270);
                pen.setColor(new Color(0x5c9a56));
                pen.fillArc(x, y - size, size, size, 270, 270);
                pen.fillRect(x - 3, y - size / 2, 6, size / 2 + 18);
            }
        }
        pen.dispose();
        Path file = Files.createTempFile("seedlings", ".png");
        ImageIO.write(image, "png", file.toFile());
        file.toFile().deleteOnExit();
        return file;
    }

    @Test
    void theWayIn() throws Exception {
        try (Server server = Server.with()) {
            Page page = desktop(ColorScheme.LIGHT);
            page.navigate(server.at("/"));
            assertThat(page.locator("#name")).isVisible();
            take(page, "entry.png");
        }
    }

    @Test
    void theConsoleAtWork() throws Exception {
        try (Server server = Server.with()) {
            Page page = desktop(ColorScheme.LIGHT);
            page.navigate(server.at("/console"));
            page.locator("#connect").click();
            assertThat(page.locator("#ready-state")).hasText("1 OPEN");
            page.locator("#payload").fill("{\"hello\": \"world\"}");
            page.locator("#send").click();
            page.locator("#kind").selectOption("hex");
            page.locator("#payload").fill("50 61 72 6c 65 79 00 01 02 03 fd fe ff");
            page.locator("#send").click();
            assertThat(page.locator("#journal > li[data-direction=received]")).hasCount(2);
            page.locator("#close-code").fill("4000");
            page.locator("#close").click();
            assertThat(page.locator("#ready-state")).hasText("3 CLOSED");
            take(page, "console.png");
        }
    }

    private Page desktop(ColorScheme scheme) {
        return chromium.page(new Browser.NewContextOptions()
                .setViewportSize(1200, 800)
                .setDeviceScaleFactor(1.5)
                .setColorScheme(scheme));
    }

    private Page phone(ColorScheme scheme) {
        return chromium.page(new Browser.NewContextOptions()
                .setViewportSize(360, 740)
                .setDeviceScaleFactor(2)
                .setIsMobile(true)
                .setHasTouch(true)
                .setColorScheme(scheme));
    }

    private static long take(Page page, String name) throws Exception {
        long bytes = Files.size(Chromium.screenshot(page, name));
        assertThat(bytes).as("bytes of " + name).isGreaterThan(10_000); // an empty page has fewer
        return bytes;
    }
}
