package dev.parley.hub;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Orders as bytes. What a newer node writes behind what is known here is not read.
final class OrderBytes {

    private static final int DISCONNECT = 1;
    private static final int SUBSCRIBE = 2;
    private static final int UNSUBSCRIBE = 3;
    private static final int REFRESH = 4;

    /// Close codes of links.
    private static final int MOST_CODE = 65_535;

    private static final int UNSAID = 2;

    private OrderBytes() {}

    static void write(Order order, WireWriter to) {
        switch (order) {
            case Order.Disconnect(UserId user, String client, Set<String> spared, Disconnect why) -> {
                to.one(DISCONNECT).text(user.value()).text(client).number(spared.size());
                spared.forEach(to::text);
                why(why, to);
            }
            case Order.Subscribe(
                    UserId user,
                    String client,
                    ChannelName channel,
                    Grant.Subscription grant,
                    var since) -> {
                to.one(SUBSCRIBE).text(user.value()).text(client).text(channel.value());
                grant(grant, to);
                to.flag(since != null);
                if (since != null) {
                    to.text(since.epoch()).number(since.offset());
                }
            }
            case Order.Unsubscribe(UserId user, String client, ChannelName channel, Unsubscribe why) ->
                to.one(UNSUBSCRIBE)
                        .text(user.value())
                        .text(client)
                        .text(channel.value())
                        .number(why.code())
                        .text(why.reason());
            case Order.Refresh(UserId user, String client, long expiresAt, var info) ->
                to.one(REFRESH)
                        .text(user.value())
                        .text(client)
                        .number(expiresAt)
                        .payload(info);
        }
    }

    /// @return null for an order that only newer nodes know
    static @Nullable Order read(WireReader from) throws Malformed {
        return switch (from.one()) {
            case DISCONNECT -> new Order.Disconnect(from.user(), from.text(), texts(from), why(from));
            case SUBSCRIBE ->
                new Order.Subscribe(from.user(), from.text(), from.channel(), grant(from), position(from));
            case UNSUBSCRIBE ->
                new Order.Unsubscribe(
                        from.user(), from.text(), from.channel(), new Unsubscribe(from.whole(MOST_CODE), from.text()));
            case REFRESH -> new Order.Refresh(from.user(), from.text(), seconds(from), from.payload());
            default -> null;
        };
    }

    private static void why(Disconnect why, WireWriter to) {
        to.number(why.code()).text(why.reason());
    }

    private static Disconnect why(WireReader from) throws Malformed {
        return new Disconnect(from.whole(MOST_CODE), from.text());
    }

    private static Set<String> texts(WireReader from) throws Malformed {
        int count = from.count();
        Set<String> all = new HashSet<>();
        for (int i = 0; i < count; i++) {
            all.add(from.text());
        }
        return all;
    }

    private static long seconds(WireReader from) throws Malformed {
        long seconds = from.number();
        if (seconds < 0) {
            throw new Malformed("a time is before 1970");
        }
        return seconds;
    }

    private static @Nullable Position position(WireReader from) throws Malformed {
        if (!from.flag()) {
            return null;
        }
        String epoch = from.text();
        long offset = from.number();
        if (offset < 0) {
            throw new Malformed("an offset is negative");
        }
        return new Position(epoch, offset);
    }

    private static void grant(Grant.Subscription grant, WireWriter to) {
        Grant.Overrides overrides = grant.overrides();
        to.payload(grant.info())
                .payload(grant.data())
                .number(grant.expiresAtSeconds())
                .flag(grant.renewedByServer());
        said(overrides.presence(), to);
        said(overrides.joinLeave(), to);
        said(overrides.pushJoinLeave(), to);
        said(overrides.positioned(), to);
        said(overrides.recoverable(), to);
    }

    private static Grant.Subscription grant(WireReader from) throws Malformed {
        Payload info = from.payload();
        Payload data = from.payload();
        long expiresAt = seconds(from);
        boolean renewed = from.flag();
        Grant.Overrides overrides = new Grant.Overrides(said(from), said(from), said(from), said(from), said(from));
        return new Grant.Subscription(info, data, expiresAt, overrides, renewed);
    }

    private static void said(@Nullable Boolean value, WireWriter to) {
        to.one(value == null ? UNSAID : value ? 1 : 0);
    }

    private static @Nullable Boolean said(WireReader from) throws Malformed {
        int value = from.one();
        return value == UNSAID ? null : Boolean.valueOf(value == 1);
    }
}
