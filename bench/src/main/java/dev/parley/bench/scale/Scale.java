package dev.parley.bench.scale;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// Prints what sites of a size need, as tables of Markdown.
///
/// ```
/// bench/scale                     100,000, 1 and 10 million connections
/// bench/scale CONNECTIONS…        so many
/// ```
public final class Scale {

    private static final List<DoubleFunction<Site>> SITES = List.of(Site::notifications, Site::chat, Site::live);

    private Scale() {}

    /// @param args as the class says
    public static void main(String[] args) {
        double[] sizes = args.length == 0
                ? new double[] {1e5, 1e6, 1e7}
                : java.util.Arrays.stream(args).mapToDouble(Double::parseDouble).toArray();
        System.out.println(
                "| site | connections | publications/s | deliveries/s | nodes | decided by | busy cores | Redis "
                        + "| decided by | busy cores | Redis memory | a lost node's clients are back in |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (DoubleFunction<Site> each : SITES) {
            for (double size : sizes) {
                Site site = each.apply(size);
                Fleet.Need need = Fleet.USUAL.of(site, Costs.MEASURED);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %,.0f | %,.0f | %,.0f | %d | %s | %.1f | %d | %s | %.2f | %.1f GB | %.1f s |%n",
                        site.name(),
                        size,
                        need.publications(),
                        need.deliveries(),
                        need.nodes(),
                        need.nodeBy(),
                        need.nodeCores(),
                        need.shards(),
                        need.redisBy(),
                        need.redisCores(),
                        need.redisMemory() / 1e9,
                        need.comeBack());
            }
        }
    }
}
