package dev.parley.cli;

import dev.parley.cli.Main.World;
import dev.parley.server.ParleyServer;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.ParseResult;

/// `parley serve`: starts a server and stays until the process is asked to stop.
final class Serve {

    private final World world;

    Serve(World world) {
        this.world = world;
    }

    int run(ParseResult flags) {
        ParleyServer server;
        try {
            server = start(config(flags));
        } catch (ConfigException wrong) {
            wrong.problems().forEach(world.err()::println);
            return Main.NOT_UNDERSTOOD;
        } catch (IOException failed) {
            world.err().println("Parley can't start: " + failed.getMessage());
            return Main.FAILED;
        }
        return waitUntilStopped(server);
    }

    /// What the command line, the environment and the file together say.
    ServerConfig config(ParseResult flags) throws ConfigException {
        return ServerConfig.of(Configured.settings(world, flags));
    }

    /// Listens.
    ParleyServer start(ServerConfig config) throws IOException {
        Logging.use(config.log());
        return ParleyServer.start(config, world.out()::println);
    }

    /// Says where it listens.
    void announce(ParleyServer server) {
        Announcement.of(server).forEach(world.out()::println);
    }

    /// SIGTERM and SIGINT end the wait: clients are told goodbye, then the process ends with 0. Where it listens is said
    /// when they do, so that whoever has read it may ask it to stop.
    private int waitUntilStopped(ParleyServer server) {
        CountDownLatch forever = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            world.out().println("Stopping …");
                            server.close();
                            world.out().println("Stopped.");
                            world.out().flush();
                            Runtime.getRuntime().halt(Main.DONE);
                        },
                        "parley-stop"));
        announce(server);
        try {
            forever.await();
        } catch (InterruptedException stopped) {
            server.close();
            Thread.currentThread().interrupt();
        }
        return Main.DONE;
    }
}
