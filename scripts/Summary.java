import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Sums up test reports (JUnit XML) for `./verify`: `java Summary.java FAILED_STEPS FOLDER...`
///
/// Prints a line per module, every failure, and at last `N passed, N failed, N skipped`. A failed step of the build
/// (form, compilation) counts as a failure. Ends with 1 when anything failed or no test ran.
class Summary {
    private int passed;
    private int failed;
    private int skipped;
    private final List<String> failures = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        var total = new Summary();
        for (String folder : List.of(args).subList(1, args.length)) {
            if (Files.isDirectory(Path.of(folder))) {
                var one = new Summary();
                one.addFolder(Path.of(folder));
                System.out.printf(
                        "%-12s %s%n", Path.of(folder).normalize().getName(0), one.line());
                total.add(one);
            }
        }
        total.failures.forEach(failure -> System.out.println("FAILED " + failure));
        int failedSteps = Integer.parseInt(args[0]);
        if (failedSteps > 0) {
            System.out.println("FAILED " + failedSteps + " step(s) of the build, named above");
        }
        boolean ran = total.passed + total.failed > 0;
        if (!ran) {
            System.out.println("FAILED no test has run");
        }
        total.failed += failedSteps;
        System.out.println(total.line());
        System.exit(total.failed > 0 || !ran ? 1 : 0);
    }

    private void addFolder(Path folder) throws Exception {
        try (var files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    addReport(XMLInputFactory.newFactory().createXMLStreamReader(in));
                } catch (XMLStreamException e) {
                    failed++;
                    failures.add(file + " is broken (did its process die?): " + e.getMessage());
                }
            }
        }
    }

    private void addReport(XMLStreamReader report) throws XMLStreamException {
        String test = null;
        String outcome = null;
        String message = null;
        while (report.hasNext()) {
            int event = report.next();
            if (event == START_ELEMENT) {
                switch (report.getLocalName()) {
                    case "testcase" -> {
                        String place = report.getAttributeValue(null, "classname");
                        test = (place == null ? "" : place + ".") + report.getAttributeValue(null, "name");
                        outcome = "passed";
                    }
                    case "failure", "error" -> {
                        outcome = "failed";
                        message = report.getAttributeValue(null, "message");
                    }
                    case "skipped" -> outcome = "skipped";
                    default -> {}
                }
            } else if (event == END_ELEMENT && report.getLocalName().equals("testcase")) {
                switch (outcome) {
                    case "passed" -> passed++;
                    case "skipped" -> skipped++;
                    default -> {
                        failed++;
                        failures.add(test + ": " + firstLine(message));
                    }
                }
            }
        }
    }

    private void add(Summary other) {
        passed += other.passed;
        failed += other.failed;
        skipped += other.skipped;
        failures.addAll(other.failures);
    }

    private static String firstLine(String message) {
        String line = message == null ? "" : message.strip().lines().findFirst().orElse("");
        return line.isEmpty() ? "no message" : line.length() > 300 ? line.substring(0, 300) + " …" : line;
    }

    private String line() {
        return passed + " passed, " + failed + " failed, " + skipped + " skipped";
    }
}
