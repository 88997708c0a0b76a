package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Keeps the tables in docs/configuration.md the same as the options in the code.
/// To write them anew: `./mvnw -pl server -am test -Dtest=ConfigurationDocTest -Dsurefire.failIfNoSpecifiedTests=false -Dparley.docs=write`.
class ConfigurationDocTest {

    private static final String BEGIN = "<!-- options: written by ConfigurationDocTest -->\n";
    private static final String END = "<!-- end of options -->\n";

    @Test
    void docsConfigurationListsEveryOptionAsItIs() throws IOException {
        Path doc = Path.of("../docs/configuration.md");
        String before = Files.readString(doc);
        int begin = before.indexOf(BEGIN);
        int end = before.indexOf(END);
        assertThat(begin).as("the mark before the tables").isNotNegative();
        assertThat(end).as("the mark behind the tables").isGreaterThan(begin);
        String after = before.substring(0, begin + BEGIN.length()) + tables() + before.substring(end);
        if ("write".equals(System.getProperty("parley.docs"))) {
            Files.writeString(doc, after);
        }
        assertThat(Files.readString(doc)).isEqualTo(after);
    }

    private static String tables() {
        StringBuilder out = new StringBuilder();
        String section = "";
        for (Option<?> option : Options.SCHEMA.options()) {
            String its = option.name().replaceFirst("\\..*", "");
            if (!its.equals(section)) {
                section = its;
                out.append("\n### ")
                        .append(section)
                        .append("\n\n| option | default | what it does |\n| --- | --- | --- |\n");
            }
            row(out, option, "");
            if (option.type() instanceof OptionType.Entries entries) {
                entries.schema().options().forEach(field -> row(out, field, option.name() + "[]."));
            }
        }
        return out.append('\n').toString();
    }

    private static void row(StringBuilder out, Option<?> option, String prefix) {
        out.append("| `").append(prefix).append(option.name()).append('`');
        if (option.shortFlag() != null) {
            out.append("<br>`").append(option.shortFlag()).append('`');
        }
        String byDefault = option.defaultText();
        out.append(" | ").append(code(byDefault));
        String withoutFile = option.defaultTextWithoutFile();
        if (withoutFile != null) {
            out.append("<br>without a file ").append(code(withoutFile));
        }
        out.append(" | ").append(option.doc().replace("|", "\\|"));
        out.append(" <br>*")
                .append(capital(option.type().accepted().replace("*", "\\*")))
                .append(".* |\n");
    }

    private static String code(String text) {
        return text.equals("none") ? "none" : "`" + text + "`";
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
