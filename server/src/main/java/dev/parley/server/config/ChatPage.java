package dev.parley.server.config;

import dev.parley.chat.ChatChannels;
import dev.parley.hub.Namespaces;

/// The chat page gives way: what it needs and an owner has otherwise, in a file that knows nothing of it, switches it off,
/// unless the owner asks for it too.
final class ChatPage {

    private ChatPage() {}

    static void giveWay(Settings settings) {
        if (settings.isSet(Options.CHAT_ENABLED)) {
            return;
        }
        for (Settings namespace : settings.get(MessagingOptions.NAMESPACES)) {
            String name = namespace.orNull(ChannelOptions.NAME);
            if (ChatChannels.ALL.stream().anyMatch(chat -> chat.name().equals(name))) {
                switchOff(settings, "its namespace `" + name + "` is yours", namespace.source(ChannelOptions.NAME));
                return;
            }
        }
        String name = ChatChannels.ROOMS.name();
        if (!settings.get(MessagingOptions.NAMESPACE_BOUNDARY).equals(Namespaces.Syntax.DEFAULT.boundary())) {
            switchOff(
                    settings,
                    "its channels are `" + name + ":ROOM`, which another `" + MessagingOptions.NAMESPACE_BOUNDARY.name()
                            + "` puts outside its namespace",
                    settings.source(MessagingOptions.NAMESPACE_BOUNDARY));
        } else if (settings.get(MessagingOptions.SDK_DISABLED)) {
            switchOff(
                    settings,
                    "it is served with an SDK, for which `" + MessagingOptions.SDK_DISABLED.name()
                            + "` leaves no way in",
                    settings.source(MessagingOptions.SDK_DISABLED));
        }
    }

    private static void switchOff(Settings settings, String why, Source at) {
        settings.put(Options.CHAT_ENABLED, false, at);
        settings.warn(at + ": the chat page is off: " + why);
    }
}
