package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Voice messages, spoken by Chromium's own microphone, which beeps once a second.
@Tag("browser")
class VoiceTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with("chat.rate", "1000", "chat.burst", "1000");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Person person(String name, String room, Browser.NewContextOptions options) {
        Page page = chromium.page(options.setPermissions(List.of("microphone")));
        page.navigate(server.at("/#" + room));
        page.locator("#name").fill(name + " of " + room);
        page.locator("#enter").click();
        assertThat(page.locator("#status")).hasAttribute("data-state", "open");
        assertThat(page.locator("#log")).hasAttribute("data-room", room);
        return new Person(page);
    }

    private Person person(String name, String room) {
        return person(name, room, new Browser.NewContextOptions());
    }

    /// Records until so many seconds are counted.
    private static void records(Person person, int seconds) {
        assertThat(person.at(".voice-stop")).isFocused();
        assertThat(person.at(".voice-time")).hasText(Pattern.compile("0:0[" + seconds + "-9]"));
        person.at(".voice-stop").click();
        assertThat(person.at(".voice .sound")).isVisible();
    }

    private static Locator sound(Person person) {
        return person.at("#messages > li.message .sound");
    }

    @Test
    void aVoiceMessageIsRecordedListenedToSentAndHeardByOthers() {
        Person ann = person("Ann", "voice");
        Person bob = person("Bob", "voice");
        ann.at("#mic").click();
        assertThat(ann.at(".meter")).isVisible();
        Chromium.until(ann.page(), "Number(document.querySelector('.meter').getAttribute('aria-valuenow')) > 5");
        Chromium.screenshot(ann.page(), "voice-recording.png");
        records(ann, 2);

        ann.at(".voice .sound-play").click();
        Chromium.until(
                ann.page(),
                "Number(document.querySelector('.voice [role=slider]').getAttribute('aria-valuenow')) >= 1");
        Chromium.screenshot(ann.page(), "voice-preview.png");
        ann.at(".voice-send").click();
        assertThat(ann.at(".voice")).hasCount(0);
        assertThat(ann.at("#text")).isFocused();

        for (Person one : List.of(ann, bob)) {
            assertThat(sound(one)).hasAttribute("aria-label", Pattern.compile("Voice message, 0:0[2-9]"));
            // The beeps are seen: some bars are high, some are low.
            String heights = "bars => bars.getAttribute('d').match(/v\\d+/g).map(v => Number(v.slice(1)))";
            List<?> bars = (List<?>) sound(one).locator(".wave-rest").evaluate(heights);
            assertThat(bars).hasSize(48);
            assertThat(bars.stream().map(Object::toString).mapToInt(Integer::parseInt))
                    .anyMatch(bar -> bar > 25)
                    .anyMatch(bar -> bar < 10);
        }
        Locator slider = sound(bob).getByRole(AriaRole.SLIDER);
        assertThat(slider).hasAttribute("aria-valuenow", "0");
        sound(bob).locator(".sound-play").click();
        assertThat(sound(bob).locator(".sound-play")).hasAttribute("aria-label", "Pause");
        Chromium.until(
                bob.page(),
                "Number(document.querySelector('#messages [role=slider]').getAttribute('aria-valuenow')) >= 1");
        assertThat(sound(bob)).hasAttribute("data-state", "paused"); // at its end, and at its beginning again
        assertThat(slider).hasAttribute("aria-valuenow", "0");
        Chromium.screenshot(bob.page(), "voice-heard.png");
    }

    @Test
    void whatIsRecordedIsWhatWasSaidAndIsAWavFileOf16000SamplesASecond() {
        Person ann = person("Ann", "wav");
        ann.at("#mic").click();
        records(ann, 1);
        ann.at(".voice-send").click();
        assertThat(sound(ann)).hasCount(1);
        Object told = ann.page().evaluate("""
                async () => {
                  const message = document.querySelector('#messages .sound');
                  const address = performance.getEntriesByType('resource').map(({ name }) => name)
                      .find((name) => name.includes('/chat/files?'));
                  message.querySelector('.sound-play').click();
                  let file;
                  for (let tries = 0; !file && tries < 200; tries++) {
                    await new Promise((done) => setTimeout(done, 50));
                    file = performance.getEntriesByType('resource').map(({ name }) => name)
                        .find((name) => name.includes('/chat/files/'));
                  }
                  const response = await fetch(file);
                  const bytes = new DataView(await response.arrayBuffer());
                  const word = (at) => String.fromCharCode(...[0, 1, 2, 3].map((i) => bytes.getUint8(at + i)));
                  let loudest = 0;
                  for (let at = 44; at < bytes.byteLength; at += 2)
                    loudest = Math.max(loudest, Math.abs(bytes.getInt16(at, true)));
                  const said = Number(new URL(address).searchParams.get('duration'));
                  const lasts = (bytes.byteLength - 44) / 32;
                  return [word(0), word(8), bytes.getUint32(24, true), bytes.getUint16(22, true),
                      Math.abs(said - lasts) <= 1, loudest > 1000].join();
                }
                """);
        assertThat(told).isEqualTo("RIFF,WAVE,16000,1,true,true");
    }

    @Test
    void oneSoundPlaysAtATimeAndKeysMoveThroughIt() {
        Person ann = person("Ann", "sounds");
        for (int i = 1; i <= 2; i++) {
            ann.at("#mic").click();
            records(ann, 3);
            ann.at(".voice-send").click();
            assertThat(sound(ann)).hasCount(i);
        }
        Locator first = sound(ann).nth(0);
        Locator second = sound(ann).nth(1);
        first.locator(".sound-play").click();
        assertThat(first).hasAttribute("data-state", Pattern.compile("playing|loading"));
        second.locator(".sound-play").click();
        assertThat(second).hasAttribute("data-state", Pattern.compile("playing|loading"));
        assertThat(first).hasAttribute("data-state", "stopped");
        second.locator(".sound-play").click();
        assertThat(second).hasAttribute("data-state", "paused");
        Locator slider = second.locator("[role=slider]");
        slider.focus();
        ann.page().keyboard().press("End");
        String length = slider.getAttribute("aria-valuemax");
        assertThat(slider).hasAttribute("aria-valuenow", length);
        ann.page().keyboard().press("Home");
        assertThat(slider).hasAttribute("aria-valuenow", "0");
        slider.click(); // in its middle
        int middle = Integer.parseInt(length) / 2;
        assertThat(slider).hasAttribute("aria-valuenow", Pattern.compile("[" + middle + (middle + 1) + "]"));
    }

    @Test
    void aRecordingIsThrownAwayWithEscapeAndNothingIsSent() {
        Person ann = person("Ann", "escape");
        ann.writes("what I was writing");
        ann.at("#mic").click();
        assertThat(ann.at(".voice-stop")).isFocused();
        ann.page().keyboard().press("Escape");
        assertThat(ann.at(".voice")).hasCount(0);
        assertThat(ann.at("#text")).isFocused();
        assertThat(ann.at("#text")).hasValue("what I was writing");
        assertThat(ann.at("#tray .tray-file")).hasCount(0);
        ann.at("#mic").click(); // it can be used again
        assertThat(ann.at(".voice-stop")).isFocused();
    }

    @Test
    void aMicrophoneThatIsBlockedIsSaidInWords() {
        Page page = chromium.page();
        page.addInitScript("navigator.mediaDevices.getUserMedia = () => "
                + "Promise.reject(new DOMException('no', 'NotAllowedError'));");
        page.navigate(server.at("/#blocked"));
        page.locator("#name").fill("Ann of blocked");
        page.locator("#enter").click();
        assertThat(page.locator("#log")).hasAttribute("data-room", "blocked");
        page.locator("#mic").click();
        assertThat(page.locator("#reason"))
                .hasText(
                        "The microphone is blocked for this site. Allow it in the browser’s settings, then try again.");
        assertThat(page.locator(".voice")).hasCount(0);
    }

    @Test
    void aFingerThatHoldsTheButtonRecordsUntilItGoes() {
        Person ann = person(
                "Ann",
                "hold",
                new Browser.NewContextOptions()
                        .setViewportSize(360, 740)
                        .setIsMobile(true)
                        .setHasTouch(true)
                        .setColorScheme(ColorScheme.DARK));
        String finger = """
                (mic, type) => mic.dispatchEvent(new PointerEvent(type,
                    { bubbles: true, pointerId: 7, pointerType: 'touch', button: 0, isPrimary: true }))
                """;
        ann.at("#mic").evaluate(finger, "pointerdown");
        assertThat(ann.at(".voice-time")).hasText(Pattern.compile("0:0[1-9]"));
        Layout.staysWithinItsWidth(ann.page());
        Chromium.screenshot(ann.page(), "voice-phone-dark.png");
        ann.at("#mic").evaluate(finger, "pointerup");
        assertThat(ann.at(".voice .sound")).isVisible();
        Layout.staysWithinItsWidth(ann.page());
        ann.at(".voice-send").tap();
        assertThat(sound(ann)).hasCount(1);
        Layout.staysWithinItsWidth(ann.page());
    }
}
