package dev.parley.server.chat.branding;

import dev.parley.server.access.OriginPattern;
import dev.parley.web.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the chat page may load, and which pages may have it inside.
///
/// @param text the Content-Security-Policy
/// @param unsayable origins that are allowed and can't have the chat inside, since no policy can name them
public record ChatPolicy(String text, List<String> unsayable) {

    private static final List<String> LOOPBACK = List.of(
            "http://localhost:*",
            "https://localhost:*",
            "http://*.localhost:*",
            "https://*.localhost:*",
            "http://127.0.0.1:*",
            "https://127.0.0.1:*");

    /// @param allowed origins whose pages may open WebSockets here: the same may embed the chat
    /// @param development whether pages of this machine may
    /// @param avatars origins of people's pictures
    public static ChatPolicy of(List<OriginPattern> allowed, boolean development, List<OriginPattern> avatars) {
        List<String> ancestors = new ArrayList<>(development ? LOOPBACK : List.of());
        List<String> unsayable = new ArrayList<>();
        for (OriginPattern pattern : allowed) {
            List<String> sources = pattern.policySources();
            ancestors.addAll(sources);
            if (sources.isEmpty()) {
                unsayable.add(pattern.text());
            }
        }
        Stream<String> pictures = avatars.stream().flatMap(pattern -> pattern.policySources().stream());
        return new ChatPolicy(Pages.chatPolicy(pictures.toList(), ancestors), List.copyOf(unsayable));
    }
}
