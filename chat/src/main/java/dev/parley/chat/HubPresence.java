package dev.parley.chat;

import dev.parley.hub.Answer;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.HubError;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Asks the hub who is subscribed to a room's channel, on whatever node.
record HubPresence(Delivery hub) implements Elsewhere {

    private static final int WAIT_SECONDS = 5;

    @Override
    public Set<String> present(String room) throws IOException {
        CompletableFuture<Map<String, ClientInfo>> found = new CompletableFuture<>();
        hub.presence(ChatChannels.room(room), new Answer<>() {
            @Override
            public void succeeded(Map<String, ClientInfo> value) {
                found.complete(value);
            }

            @Override
            public void failed(HubError error) {
                found.completeExceptionally(new IOException(error.message()));
            }
        });
        try {
            return found.get(WAIT_SECONDS, TimeUnit.SECONDS).values().stream()
                    .map(who -> who.user().value())
                    .collect(Collectors.toSet());
        } catch (ExecutionException | TimeoutException unknown) {
            throw new IOException("the hub does not say who is in " + room, unknown);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new IOException("the chat is ending", ending);
        }
    }
}
