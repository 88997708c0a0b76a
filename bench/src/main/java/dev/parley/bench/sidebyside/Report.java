package dev.parley.bench.sidebyside;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Results as Markdown tables.
final class Report {

    private Report() {}

    /// One measurement in a few words.
    static String brief(Scenario scenario, Sample sample) {
        String unsound = sample.isSound()
                ? ""
                : "  (bad=" + sample.values().get("bad") + " dead="
                        + sample.values().get("dead") + ")";
        return switch (scenario) {
            case Scenario.Load load ->
                text("%.3f µs, %.0f/s", sample.number("srv_us"), sample.number("rate")) + unsound;
            case Scenario.Idle idle ->
                text(
                        "%.0f B, after a collection %.0f B",
                        sample.number("bytes_per_connection"), sample.number("bytes_per_connection_collected"));
            case Scenario.Start start -> text("%.0f ms", sample.number("start_ms"));
        };
    }

    /// Everything about one scenario.
    static String table(Result result, Contender baseline) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(header(result.scenario(), baseline));
        for (Contender contender : result.samples().keySet()) {
            rows.add(row(result, contender, baseline));
        }
        return "### " + title(result) + "\n\n" + markdown(rows);
    }

    /// The ratios of all scenarios with messages in one table.
    static String ratios(List<Result> results, Contender baseline) {
        Set<Contender> contenders = new LinkedHashSet<>();
        results.forEach(result -> contenders.addAll(result.samples().keySet()));
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("÷ " + baseline.name()));
        List<String> goals = new ArrayList<>(List.of("goal for Parley, at most"));
        for (Result result : results) {
            if (result.scenario() instanceof Scenario.Load load) {
                header.add(title(result));
                goals.add(text("%.2f", load.goal()));
            }
        }
        rows.add(header);
        rows.add(goals);
        for (Contender contender : contenders) {
            List<String> row = new ArrayList<>(List.of(contender.name()));
            for (Result result : results) {
                if (result.scenario() instanceof Scenario.Load) {
                    row.add(ratio(result, contender, baseline, "srv_us", false));
                }
            }
            rows.add(row);
        }
        return "### Server CPU per message\n\n" + markdown(rows);
    }

    private static String title(Result result) {
        return result.scenario().title()
                + (result.scenario() instanceof Scenario.Load && !result.spin() ? ", no spin" : "");
    }

    private static List<String> header(Scenario scenario, Contender baseline) {
        String ratio = "÷ " + baseline.name() + " (rounds)";
        return switch (scenario) {
            case Scenario.Load load ->
                List.of(
                        "contender",
                        "CPU µs/message",
                        "min–max",
                        ratio,
                        "user",
                        "kernel",
                        "messages/s",
                        "p50 µs",
                        "p99 µs",
                        "server CPU %",
                        "load CPU %");
            case Scenario.Idle idle ->
                List.of(
                        "contender",
                        "B/connection",
                        "min–max",
                        ratio,
                        "after a collection",
                        "process before, MiB",
                        "and open, MiB");
            case Scenario.Start start -> List.of("contender", "ms", "min–max", ratio);
        };
    }

    private static List<String> row(Result result, Contender contender, Contender baseline) {
        List<String> row = new ArrayList<>(List.of(contender.name() + (result.isSound(contender) ? "" : " (unsound)")));
        switch (result.scenario()) {
            case Scenario.Load load -> {
                spread(row, result, contender, baseline, "srv_us", "%.3f");
                median(row, result, contender, "srv_user_us", "%.3f", 1);
                median(row, result, contender, "srv_sys_us", "%.3f", 1);
                median(row, result, contender, "rate", "%,.0f", 1);
                median(row, result, contender, "p50_us", "%,.0f", 1);
                median(row, result, contender, "p99_us", "%,.0f", 1);
                median(row, result, contender, "srv_cpu_pct", "%.0f", 1);
                median(row, result, contender, "load_cpu_pct", "%.0f", 1);
            }
            case Scenario.Idle idle -> {
                spread(row, result, contender, baseline, "bytes_per_connection", "%,.0f");
                median(row, result, contender, "bytes_per_connection_collected", "%,.0f", 1);
                median(row, result, contender, "rss_before_kib", "%.0f", 1024);
                median(row, result, contender, "rss_open_kib", "%.0f", 1024);
            }
            case Scenario.Start start -> spread(row, result, contender, baseline, "start_ms", "%.0f");
        }
        return row;
    }

    private static void spread(
            List<String> row, Result result, Contender contender, Contender baseline, String value, String format) {
        Spread spread = result.spread(contender, value);
        row.add(text(format, spread.median()));
        row.add(text(format + "–" + format, spread.min(), spread.max()));
        row.add(ratio(result, contender, baseline, value, true));
    }

    private static void median(
            List<String> row, Result result, Contender contender, String value, String format, double unit) {
        row.add(text(format, result.spread(contender, value).median() / unit));
    }

    private static String ratio(
            Result result, Contender contender, Contender baseline, String value, boolean withRounds) {
        if (!result.has(contender) || !result.has(baseline)) {
            return "–";
        }
        Spread ratio = result.ratio(contender, baseline, value);
        return text("%.2f", ratio.median()) + (withRounds ? text(" (%.2f–%.2f)", ratio.min(), ratio.max()) : "");
    }

    /// A table whose columns are as wide as they need: readable as it is, too.
    private static String markdown(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < columns; i++) {
                String cell = rows.get(r).get(i);
                String space = " ".repeat(widths[i] - cell.length());
                out.append("| ").append(i == 0 ? cell + space : space + cell).append(' ');
            }
            out.append("|\n");
            if (r == 0) {
                for (int i = 0; i < columns; i++) {
                    out.append('|').append("-".repeat(widths[i] + 1)).append(i == 0 ? '-' : ':');
                }
                out.append("|\n");
            }
        }
        return out.toString();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
