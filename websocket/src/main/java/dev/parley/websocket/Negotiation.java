package dev.parley.websocket;

import dev.parley.net.Loop;
import dev.parley.protocol.MaskKeys;
import dev.parley.protocol.Role;
import dev.parley.protocol.deflate.DeflateAgreement;
import dev.parley.protocol.deflate.DeflateBudget;
import dev.parley.protocol.deflate.DeflateOptions;
import dev.parley.protocol.deflate.DeflatePolicy;
import dev.parley.protocol.deflate.DeflatePool;
import dev.parley.protocol.handshake.ClientHandshake;
import dev.parley.protocol.handshake.DeflateParameters;
import dev.parley.protocol.handshake.ServerHandshake;
import dev.parley.protocol.handshake.SubprotocolChoice;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What options say in an opening handshake, and what comes of it: an [Agreement] with compressors and masking keys.
///
/// Compressors are lent by a pool of the connection's loop; the pools are made on their loops when first needed.
final class Negotiation {

    private final DeflateBudget budget;
    private final @Nullable DeflatePool[] pools;
    private final Map<WebSocketOptions, ServerHandshake> handshakes = new ConcurrentHashMap<>();

    /// @param loops of the network
    /// @param takeoverMemory bytes set aside for context takeover
    Negotiation(int loops, long takeoverMemory) {
        budget = new DeflateBudget(takeoverMemory);
        pools = new @Nullable DeflatePool[loops];
    }

    private static @Nullable DeflatePolicy policy(WebSocketOptions options) {
        return switch (options.compression()) {
            case OFF -> null;
            case PER_MESSAGE -> DeflatePolicy.PER_MESSAGE;
            case TAKEOVER -> DeflatePolicy.TAKEOVER;
        };
    }

    ServerHandshake serverHandshake(WebSocketOptions options) {
        return handshakes.computeIfAbsent(
                options,
                _ -> new ServerHandshake(
                        SubprotocolChoice.preferring(options.subprotocols()), policy(options), budget));
    }

    Agreement agreement(Loop loop, ServerHandshake.Accepted accepted) {
        DeflateAgreement deflate = accepted.deflate();
        if (deflate == null) {
            return accepted.subprotocol() == null
                    ? Agreement.PLAIN_SERVER
                    : new Agreement(Role.SERVER, accepted.subprotocol(), null, null, null, null, null);
        }
        DeflatePool pool = pool(loop);
        return new Agreement(
                Role.SERVER,
                accepted.subprotocol(),
                null,
                deflate,
                pool.inflation(deflate, Role.SERVER),
                pool.deflation(deflate, Role.SERVER),
                accepted.memory());
    }

    ClientHandshake clientHandshake(WebSocketOptions options) {
        byte[] nonce = new byte[16];
        Random.SECURE.nextBytes(nonce);
        DeflatePolicy policy = policy(options);
        return new ClientHandshake(
                nonce, options.subprotocols(), policy == null ? List.of() : List.of(DeflateParameters.offer(policy)));
    }

    Agreement agreement(Loop loop, ClientHandshake.Accepted accepted) {
        DeflateAgreement deflate = accepted.deflate();
        DeflatePool pool = deflate == null ? null : pool(loop);
        return new Agreement(
                Role.CLIENT,
                accepted.subprotocol(),
                new RandomMasks(),
                deflate,
                pool == null || deflate == null ? null : pool.inflation(deflate, Role.CLIENT),
                pool == null || deflate == null ? null : pool.deflation(deflate, Role.CLIENT),
                null);
    }

    /// On `loop`.
    private DeflatePool pool(Loop loop) {
        DeflatePool pool = pools[loop.index()];
        return pool == null ? pools[loop.index()] = new DeflatePool(DeflateOptions.DEFAULT) : pool;
    }

    /// Gives back what the pool of `loop` keeps; what is lent follows when its connections close. On `loop`, or once
    /// the loops have ended.
    void close() {
        for (int i = 0; i < pools.length; i++) {
            DeflatePool pool = pools[i];
            pools[i] = null;
            if (pool != null) {
                pool.close();
            }
        }
    }

    /// Made when the first client needs it: seeding takes time.
    private static final class Random {
        static final SecureRandom SECURE = new SecureRandom();
    }

    /// Masking keys from the system's secure generator, fetched a batch at a time.
    private static final class RandomMasks implements MaskKeys {

        private static final int BATCH = 64;

        private byte @Nullable [] bytes;
        private int at;

        @Override
        public int next() {
            byte[] batch = bytes;
            if (batch == null || at == batch.length) {
                if (batch == null) {
                    bytes = batch = new byte[BATCH * Integer.BYTES];
                }
                Random.SECURE.nextBytes(batch);
                at = 0;
            }
            int key = (batch[at] & 0xff) << 24
                    | (batch[at + 1] & 0xff) << 16
                    | (batch[at + 2] & 0xff) << 8
                    | (batch[at + 3] & 0xff);
            at += Integer.BYTES;
            return key;
        }
    }
}
