package dev.parley.server.chat.branding;

/// What the chat can do here, for a page that shows only what there is.
///
/// @param guests whether who has no account may come in by a name
/// @param accounts `off`, `sign_in` or `sign_up`
/// @param textLimit code points of a message
/// @param nameLimit code points of a person's name
/// @param files whether files may be sent
/// @param fileLimit bytes of one
/// @param support whether visitors may ask for somebody
/// @param version of this server
public record Facts(
        boolean guests,
        String accounts,
        int textLimit,
        int nameLimit,
        boolean files,
        long fileLimit,
        boolean support,
        String version) {}
