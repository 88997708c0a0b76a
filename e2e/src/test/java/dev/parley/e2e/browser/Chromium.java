package dev.parley.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ViewportSize;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// One Chromium for all tests, and a context of its own for each page that a test opens, so that no page finds what
/// another one has stored.
///
/// After each test it checks that nothing happened in any of the pages which nobody may make happen: no dialog, no
/// uncaught error, no error on the console, no violation of a Content-Security-Policy, and nothing that set the global
/// `hacked`, as every hostile text of these tests tries to.
final class Chromium implements BeforeEachCallback, AfterEachCallback {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    /// Chromium's own line for each connection that fails; the pages are told of it, and tests stop servers on purpose.
    private static final Pattern LOST_CONNECTION = Pattern.compile("WebSocket connection to '[^']*' failed.*");

    private static final String TRAPS = """
            Object.defineProperty(window, 'hacked', { set: (by) => console.error('hacked by ' + by) });
            document.addEventListener('securitypolicyviolation', (violation) =>
                console.error('against the policy: ' + violation.violatedDirective + ' ' + violation.blockedURI));
            """;

    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private Browser browser;

    private record Shared(Playwright playwright, Browser browser) implements AutoCloseable {
        @Override
        public void close() {
            browser.close();
            playwright.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        browser = test.getRoot()
                .getStore(Namespace.create(Chromium.class))
                .computeIfAbsent(Shared.class, _ -> launch(), Shared.class)
                .browser();
    }

    private static Shared launch() {
        List<String> arguments = new ArrayList<>(List.of(
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--disable-quic",
                "--disable-dev-shm-usage", // containers often have little of it
                // A microphone that beeps, and nobody who has to allow it.
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                // Names of other sites, for pages that aren't ours.
                "--host-resolver-rules=MAP *.example 127.0.0.1"));
        if ("root".equals(System.getProperty("user.name"))) {
            arguments.add("--no-sandbox");
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000); // a limit for slow machines, not a wait
        Path program = find();
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(arguments));
        return new Shared(playwright, browser);
    }

    private static Path find() {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            for (String name : NAMES) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        throw new AssertionError("The pages are tested in Chromium, and none of " + NAMES
                + " is on the PATH. Install it: sudo apt install chromium, or what your system calls it.");
    }

    /// A page on a desktop.
    Page page() {
        return page(new Browser.NewContextOptions());
    }

    /// A page in a context of its own.
    Page page(Browser.NewContextOptions options) {
        if (options.viewportSize == null) {
            options.viewportSize = Optional.of(new ViewportSize(1200, 800));
        }
        BrowserContext context = browser.newContext(options.setLocale("en-GB").setTimezoneId("Europe/Vienna"));
        context.setDefaultTimeout(20_000);
        context.addInitScript(TRAPS);
        context.onConsoleMessage(this::hear);
        context.onWebError(error -> complaints.add("uncaught: " + error.error()));
        context.onDialog(dialog -> {
            complaints.add("a dialog: " + dialog.message());
            dialog.dismiss();
        });
        contexts.add(context);
        return context.newPage();
    }

    private void hear(ConsoleMessage message) {
        boolean browsersOwnWish = message.location().contains("/favicon.ico");
        if (message.type().equals("error")
                && !browsersOwnWish
                && !LOST_CONNECTION.matcher(message.text()).matches()) {
            complaints.add("on the console of " + message.page().url() + ": " + message.text());
        }
    }

    /// What the pages of this test have complained of so far; the test answers for it from now on.
    List<String> takeComplaints() {
        contexts.forEach(context -> context.pages().forEach(page -> page.evaluate("0"))); // what came before it is here
        List<String> taken = List.copyOf(complaints);
        complaints.clear();
        return taken;
    }

    /// Waits until an expression is true in the page. Playwright's own wait would need what the pages' policy forbids.
    static void until(Page page, String expression) {
        await().pollInSameThread()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Boolean.TRUE.equals(page.evaluate(expression)));
    }

    /// Keeps what can be seen now in `target/screenshots`.
    static Path screenshot(Page page, String name) {
        Path file = SCREENSHOTS.resolve(name);
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        return file;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        List<String> left = List.of();
        try {
            if (test.getExecutionException().isPresent()) {
                String name = test.getRequiredTestClass().getSimpleName() + "."
                        + test.getRequiredTestMethod().getName();
                int shot = 0;
                for (BrowserContext context : contexts) {
                    for (Page page : context.pages()) {
                        screenshot(page, "failed/" + name + "-" + ++shot + ".png");
                    }
                }
            } else {
                left = takeComplaints();
            }
        } finally {
            contexts.forEach(BrowserContext::close);
            contexts.clear();
            complaints.clear();
        }
        assertThat(left).as("what the pages complained of").isEmpty();
    }
}
