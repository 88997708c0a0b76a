package dev.parley.events;

import dev.parley.hub.UserId;
import dev.parley.store.Store;
import org.jspecify.annotations.Nullable;

/// Where it is written down which users are online, and when the others were last seen.
sealed interface UserBook extends Attendance.Table permits UserTable, SharedUsers {

    /// @param here what is known in memory, or null
    void status(UserId user, Attendance.@Nullable Seen here, Store.Done<UserStatus> done);

    /// Whoever is online stays so.
    void stop();
}
