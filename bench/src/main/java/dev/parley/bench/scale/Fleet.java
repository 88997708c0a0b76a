package dev.parley.bench.scale;

/// The machines that a site needs.
///
/// @param cores of a node
/// @param memory of a node, bytes
/// @param redisMemory of one Redis, bytes
/// @param busy how much of a processor may be in use in the mean: the rest is for peaks, and for the clients of a node that is
///     lost
public record Fleet(double cores, double memory, double redisMemory, double busy) {

    private static final int MOST = 100_000;
    private static final double SECOND = 1_000_000; // µs
    private static final double CHECK_SECONDS = 5;

    public static final Fleet USUAL = new Fleet(8, 16e9, 16e9, 0.5);

    /// @param nodeCores that are busy on all nodes together
    /// @param redisCores that are busy on all Redis together
    /// @param nodeBy what decides the number of nodes
    /// @param redisBy what decides the number of Redis
    /// @param deliveries to clients, a second
    /// @param publications a second
    /// @param heard messages from Redis to nodes, a second
    /// @param comeBack seconds in which the clients of a lost node are connected again
    public record Need(
            int nodes,
            int shards,
            double nodeCores,
            double redisCores,
            double nodeMemory,
            double redisMemory,
            String nodeBy,
            String redisBy,
            double deliveries,
            double publications,
            double heard,
            double comeBack) {}

    /// The least number of nodes, three at least, that carries the site with one of them lost.
    public Need of(Site site, Costs costs) {
        for (int nodes = 3; nodes < MOST; nodes++) {
            Need need = with(nodes, site, costs);
            boolean enough = need.nodeCores() <= (nodes - 1) * cores * busy
                    && need.nodeMemory() <= (nodes - 1) * memory * 0.7
                    && need.comeBack() <= site.comeBackSeconds();
            if (enough) {
                return need;
            }
        }
        throw new IllegalArgumentException("no number of nodes is enough");
    }

    /// With so many nodes, whether or not that is enough.
    public Need with(int nodes, Site site, Costs costs) {
        double deliveries = 0;
        double publications = 0;
        double heard = 0;
        double hearing = site.connections(); // each client's own channel is heard by one node
        double entries = 0;
        for (Site.Stream stream : site.streams()) {
            double interested = interested(nodes, stream.subscribers());
            deliveries += stream.deliveries();
            publications += stream.publications();
            heard += stream.publications() * interested;
            boolean own = stream.subscribers() <= 1 && stream.channels() == site.connections();
            hearing += own ? 0 : stream.channels() * interested;
            entries += stream.channels() * site.history();
        }
        double nodeCores = (deliveries * costs.delivery()
                        + publications * costs.publish()
                        + heard * costs.heard()
                        + hearing / CHECK_SECONDS * costs.nodeCheck()
                        + site.connections() * costs.idle())
                / SECOND;
        double redisCores = (publications * costs.redisPublish()
                        + heard * costs.redisTell()
                        + hearing / CHECK_SECONDS * costs.redisCheck())
                / SECOND;
        double nodeMemory = site.connections() * costs.session() + hearing * costs.channel();
        double redisMemory = hearing * costs.redisChannel() + entries * (costs.redisEntry() + site.payload());
        double lost = site.connections() / nodes;
        double idleCores = nodes * cores - cores - nodeCores;
        double comeBack = idleCores <= 0
                ? Double.POSITIVE_INFINITY
                : Math.max(
                        lost * costs.connect() / SECOND / idleCores,
                        lost * costs.redisOpen() / SECOND / Math.max(1, shards(redisCores, redisMemory)));
        int shards = shards(redisCores, redisMemory);
        return new Need(
                nodes,
                shards,
                nodeCores,
                redisCores,
                nodeMemory,
                redisMemory,
                nodeBy(nodes, nodeCores, nodeMemory),
                redisCores / busy >= redisMemory / (this.redisMemory * 0.7) ? "processor" : "memory",
                deliveries,
                publications,
                heard,
                comeBack);
    }

    private int shards(double redisCores, double bytes) {
        return (int) Math.max(1, Math.ceil(Math.max(redisCores / busy, bytes / (redisMemory * 0.7))));
    }

    private String nodeBy(int nodes, double nodeCores, double nodeMemory) {
        if (nodes == 3) {
            return "three, so that one may go";
        }
        double byCores = nodeCores / (cores * busy);
        double byMemory = nodeMemory / (memory * 0.7);
        return byCores >= byMemory ? "processor" : "memory";
    }

    /// On how many nodes some of so many clients are, when each is on any of them.
    static double interested(int nodes, double subscribers) {
        return nodes * (1 - Math.pow(1 - 1.0 / nodes, subscribers));
    }
}
