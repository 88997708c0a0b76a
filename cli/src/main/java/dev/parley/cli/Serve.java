package dev.parley.cli;

import dev.parley.cli.Main.World;
import dev.parley.server.ParleyServer;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
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

    /// SIGTERM and SIGINT end the wait: clients are sent elsewhere, then the process ends with 0; a second one ends it at once,
    /// with 1. Where it listens is said when they do, so that whoever has read it may ask it to stop.
    private int waitUntilStopped(ParleyServer server) {
        CountDownLatch forever = new CountDownLatch(1);
        AtomicBoolean asked = new AtomicBoolean();
        Runnable stop = () -> stop(server);
        Runnable stopOrEnd = () -> {
            if (asked.compareAndSet(false, true)) {
                stop.run();
            } else {
                world.out().println("Stopped at once.");
                world.out().flush();
                Runtime.getRuntime().halt(Main.FAILED);
            }
        };
        // the JVM's own shutdown hears the first signal only; it is left to where signals can't be had
        boolean heard = Signals.register("TERM", stopOrEnd) != null && Signals.register("INT", stopOrEnd) != null;
        if (!heard) {
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "parley-stop"));
        }
        announce(server);
        try {
            forever.await();
        } catch (InterruptedException stopped) {
            server.close();
            Thread.currentThread().interrupt();
        }
        return Main.DONE;
    }

    private void stop(ParleyServer server) {
        world.out().println("Stopping …");
        server.close();
        world.out().println("Stopped.");
        world.out().flush();
        Runtime.getRuntime().halt(Main.DONE);
    }
}
