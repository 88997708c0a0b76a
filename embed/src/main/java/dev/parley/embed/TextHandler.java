package dev.parley.embed;

import dev.parley.dialects.text.TextDialect;
import dev.parley.dialects.text.TextOptions;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Hub;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import dev.parley.net.Address;
import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ListenOptions;
import dev.parley.net.Listener;
import dev.parley.net.Network;
import dev.parley.net.NetworkException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Serves text clients over bare TCP: one of these for each connection, on its loop only.
public final class TextHandler implements ConnectionHandler {

    private final Hub hub;
    private final List<? extends Loop> loops;
    private final TextOptions options;
    private final BiPredicate<ChannelName, Namespace> lets;
    private final BooleanSupplier takesClients;
    private @Nullable TextDialect dialect;

    private TextHandler(
            Hub hub,
            List<? extends Loop> loops,
            TextOptions options,
            BiPredicate<ChannelName, Namespace> lets,
            BooleanSupplier takesClients) {
        this.takesClients = takesClients;
        this.hub = hub;
        this.loops = loops;
        this.options = options;
        this.lets = lets;
    }

    /// Listens. Nothing is encrypted and nobody says who they are: an address of this machine, or of a trusted network.
    ///
    /// @param loops those of `network`, as the hub has them
    /// @param lets whether text clients may use a channel at all; what each may do there is the hub's decision
    /// @throws NetworkException when the address can't be listened on; the message says what to do
    public static Listener listen(
            Network network,
            Address address,
            Hub hub,
            List<? extends Loop> loops,
            TextOptions options,
            BiPredicate<ChannelName, Namespace> lets)
            throws NetworkException {
        return listen(network, address, hub, loops, options, lets, () -> true);
    }

    /// The same.
    ///
    /// @param takesClients whether who comes now is let in, or told that the server stops; called on loops
    public static Listener listen(
            Network network,
            Address address,
            Hub hub,
            List<? extends Loop> loops,
            TextOptions options,
            BiPredicate<ChannelName, Namespace> lets,
            BooleanSupplier takesClients)
            throws NetworkException {
        return network.listen(
                address, ListenOptions.DEFAULT, () -> new TextHandler(hub, loops, options, lets, takesClients));
    }

    private TextDialect dialect() {
        TextDialect open = dialect;
        if (open == null) {
            throw new IllegalStateException("not open yet");
        }
        return open;
    }

    @Override
    public void onOpen(Connection connection) {
        TextDialect open = new TextDialect(
                hub,
                new TcpLink(connection, loops),
                options,
                lets,
                UUID.randomUUID().toString());
        dialect = open;
        if (takesClients.getAsBoolean()) {
            open.open();
        } else {
            open.onDisconnect(Disconnect.SHUTDOWN);
        }
    }

    @Override
    public void onRead(Connection connection, ByteBuffer in) {
        dialect().read(in);
    }

    @Override
    public void onWritable(Connection connection, boolean writable) {
        if (writable) {
            dialect().onWritable();
        }
    }

    @Override
    public void onOverflow(Connection connection) {
        dialect().onSlow();
    }

    @Override
    public void onGoodbye(Connection connection) {
        dialect().onDisconnect(Disconnect.SHUTDOWN);
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        TextDialect open = dialect;
        if (open != null) {
            open.onClosed();
        }
    }
}
