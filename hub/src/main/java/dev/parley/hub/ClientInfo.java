package dev.parley.hub;

import org.jspecify.annotations.Nullable;

/// Who a session is, as others see it in presence, joins, leaves and publications.
///
/// @param client the session's id
/// @param connection JSON that the site gave with the connection, or null
/// @param channel JSON that the site gave with the subscription, or null
public record ClientInfo(
        UserId user,
        String client,
        @Nullable Payload connection,
        @Nullable Payload channel) {}
