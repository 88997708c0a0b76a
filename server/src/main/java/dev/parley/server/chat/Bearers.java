package dev.parley.server.chat;

import dev.parley.chat.Chat;
import dev.parley.chat.people.ChatSessions;
import dev.parley.hub.Answer;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.NamespaceRules;
import dev.parley.net.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Says who sends a request, by the token that they would connect with: one of the chat's own, or the site's. Both are
/// looked at as when somebody connects, blocked people and revoked tokens included.
public final class Bearers {

    private static final String BEARER = "bearer ";

    private final Chat chat;
    private final NamespaceRules.Tokens tokens;
    private final Predicate<Grant.Session> welcome;

    /// @param welcome whether who would be granted this is not blocked
    public Bearers(Chat chat, NamespaceRules.Tokens tokens, Predicate<Grant.Session> welcome) {
        this.chat = chat;
        this.tokens = tokens;
        this.welcome = welcome;
    }

    /// The token of a request, or null.
    static @Nullable String token(HttpRequest request) {
        String sent = request.headers().first("Authorization");
        if (sent == null || !sent.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return null;
        }
        return sent.substring(BEARER.length()).strip();
    }

    /// Answers with the user's id, on a thread that may block.
    void who(String token, Answer<String> answer) {
        Answer<Grant.Session> granted = new Answer<>() {
            @Override
            public void succeeded(Grant.Session session) {
                if (session.user().isAnonymous() || !welcome.test(session)) {
                    answer.failed(HubError.PERMISSION_DENIED);
                } else {
                    answer.succeeded(session.user().value());
                }
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        };
        if (ChatSessions.isToken(token)) {
            chat.admit(token, granted);
        } else {
            tokens.connecting(new ConnectRequest("", token, null, "", "", Map.of(), ""), granted);
        }
    }
}
