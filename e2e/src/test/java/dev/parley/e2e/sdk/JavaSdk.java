package dev.parley.e2e.sdk;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ClientInfo;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectingEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenGetter;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.DuplicateSubscriptionException;
import io.github.centrifugal.centrifuge.ErrorEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.HistoryOptions;
import io.github.centrifugal.centrifuge.HistoryResult;
import io.github.centrifugal.centrifuge.JoinEvent;
import io.github.centrifugal.centrifuge.LeaveEvent;
import io.github.centrifugal.centrifuge.MessageEvent;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PresenceResult;
import io.github.centrifugal.centrifuge.PresenceStatsResult;
import io.github.centrifugal.centrifuge.Publication;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.PublishResult;
import io.github.centrifugal.centrifuge.RPCResult;
import io.github.centrifugal.centrifuge.ReplyError;
import io.github.centrifugal.centrifuge.ResultCallback;
import io.github.centrifugal.centrifuge.ServerPublicationEvent;
import io.github.centrifugal.centrifuge.ServerSubscribedEvent;
import io.github.centrifugal.centrifuge.ServerSubscribingEvent;
import io.github.centrifugal.centrifuge.ServerUnsubscribedEvent;
import io.github.centrifugal.centrifuge.StreamPosition;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.SubscribingEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionErrorEvent;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.SubscriptionOptions;
import io.github.centrifugal.centrifuge.SubscriptionTokenEvent;
import io.github.centrifugal.centrifuge.SubscriptionTokenGetter;
import io.github.centrifugal.centrifuge.TokenCallback;
import io.github.centrifugal.centrifuge.UnauthorizedException;
import io.github.centrifugal.centrifuge.UnsubscribedEvent;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `centrifuge-java`, which speaks Protobuf.
final class JavaSdk implements Sdk {

    private static final long SECONDS = 60;

    private final Queue<Client> clients = new ConcurrentLinkedQueue<>();

    @Override
    public SdkClient client(String url, Proof proof) {
        One one = new One(url, proof);
        clients.add(one.sdk);
        return one;
    }

    @Override
    public void close() {
        clients.forEach(Client::disconnect);
        for (Client client : clients) {
            try {
                client.close(5_000);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ObjectNode coded(int code, String reason) {
        return Json.object().put("code", code).put("reason", reason);
    }

    private static ObjectNode info(ClientInfo info) {
        return Json.object().put("client", info.getClient()).put("user", info.getUser());
    }

    private static JsonNode data(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 0
                ? Json.MAPPER.nullNode()
                : Json.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(JsonNode data) {
        return data.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The SDK asks for a token.
    private static void answer(Proof proof, TokenCallback callback) {
        Thread.ofVirtual().start(() -> {
            try {
                callback.Done(null, proof.another());
            } catch (Proof.Refused refused) {
                callback.Done(new UnauthorizedException(), null);
            } catch (Proof.NotNow later) {
                callback.Done(later, null);
            }
        });
    }

    /// Asks, and waits for the answer.
    private static <T> T answered(Consumer<ResultCallback<T>> ask) {
        CompletableFuture<T> future = new CompletableFuture<>();
        ask.accept((error, result) -> {
            if (error instanceof ReplyError reply) {
                future.completeExceptionally(new SdkError(reply.getCode(), reply.getMessage()));
            } else if (error != null) {
                future.completeExceptionally(new SdkError(0, error.toString()));
            } else {
                future.complete(result);
            }
        });
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        } catch (TimeoutException late) {
            throw new AssertionError("no answer", late);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SdkError error) {
                throw error;
            }
            throw new AssertionError(failed.getCause());
        }
    }

    /// One `Client`.
    private static final class One implements SdkClient {

        private final Heard heard = new Heard();
        private final Client sdk;

        One(String url, Proof proof) {
            Options options = new Options();
            options.setMinReconnectDelay(50);
            options.setMaxReconnectDelay(200);
            if (proof.token() != null) {
                options.setToken(proof.token());
            }
            if (proof.more() != null) {
                options.setTokenGetter(new ConnectionTokenGetter() {
                    @Override
                    public void getConnectionToken(ConnectionTokenEvent event, TokenCallback callback) {
                        answer(proof, callback);
                    }
                });
            }
            sdk = new Client(url, options, new ClientEvents(heard));
        }

        @Override
        public Heard heard() {
            return heard;
        }

        @Override
        public void connect() {
            sdk.connect();
        }

        @Override
        public void disconnect() {
            sdk.disconnect();
        }

        @Override
        public void subscribe(String channel, Proof proof, Want... wants) {
            SubscriptionOptions options = new SubscriptionOptions();
            if (proof.token() != null) {
                options.setToken(proof.token());
            }
            if (proof.more() != null) {
                options.setTokenGetter(new SubscriptionTokenGetter() {
                    @Override
                    public void getSubscriptionToken(SubscriptionTokenEvent event, TokenCallback callback) {
                        answer(proof, callback);
                    }
                });
            }
            for (Want want : wants) {
                switch (want) {
                    case POSITIONED -> options.setPositioned(true);
                    case RECOVERABLE -> options.setRecoverable(true);
                    case JOIN_LEAVE -> options.setJoinLeave(true);
                }
            }
            try {
                sdk.newSubscription(channel, options, new SubscriptionEvents(heard, channel))
                        .subscribe();
            } catch (DuplicateSubscriptionException twice) {
                throw new AssertionError(twice);
            }
        }

        @Override
        public void unsubscribe(String channel) {
            sdk.getSubscription(channel).unsubscribe();
        }

        @Override
        public void publish(String channel, JsonNode data) {
            JavaSdk.<PublishResult>answered(callback -> sdk.publish(channel, bytes(data), callback));
        }

        @Override
        public JsonNode history(String channel, History history) {
            HistoryOptions.Builder options =
                    new HistoryOptions.Builder().withLimit(history.limit()).withReverse(history.reverse());
            if (history.since() != null) {
                options.withSince(new StreamPosition(
                        history.since().offset(), history.since().epoch()));
            }
            HistoryResult result = answered(callback -> sdk.history(channel, options.build(), callback));
            ObjectNode page = Json.object().put("offset", result.getOffset()).put("epoch", result.getEpoch());
            page.putArray("publications");
            for (Publication publication : result.getPublications()) {
                page.withArray("publications")
                        .addObject()
                        .put("offset", publication.getOffset())
                        .set("data", data(publication.getData()));
            }
            return page;
        }

        @Override
        public JsonNode presence(String channel) {
            PresenceResult result = answered(callback -> sdk.presence(channel, callback));
            ObjectNode clients = Json.object();
            result.getClients().forEach((id, info) -> clients.set(id, info(info)));
            return Json.object().set("clients", clients);
        }

        @Override
        public JsonNode presenceStats(String channel) {
            PresenceStatsResult result = answered(callback -> sdk.presenceStats(channel, callback));
            return Json.object().put("numClients", result.getNumClients()).put("numUsers", result.getNumUsers());
        }

        @Override
        public JsonNode rpc(String method, JsonNode data) {
            RPCResult result = answered(callback -> sdk.rpc(method, bytes(data), callback));
            return Json.object().set("data", data(result.getData()));
        }

        @Override
        public void send(JsonNode data) {
            answered(
                    (ResultCallback<Boolean> callback) -> sdk.send(bytes(data), error -> callback.onDone(error, true)));
        }
    }

    /// What a client tells, in the form that all SDKs have here.
    private static final class ClientEvents extends EventListener {

        private final Heard heard;

        ClientEvents(Heard heard) {
            this.heard = heard;
        }

        @Override
        public void onConnecting(Client client, ConnectingEvent event) {
            heard.add("connecting", "", coded(event.getCode(), event.getReason()));
        }

        @Override
        public void onConnected(Client client, ConnectedEvent event) {
            heard.add("connected", "", Json.object().put("session", event.getClient()));
        }

        @Override
        public void onDisconnected(Client client, DisconnectedEvent event) {
            heard.add("disconnected", "", coded(event.getCode(), event.getReason()));
        }

        @Override
        public void onError(Client client, ErrorEvent event) {
            heard.add("error", "", Json.object().put("message", String.valueOf(event.getError())));
        }

        @Override
        public void onMessage(Client client, MessageEvent event) {
            heard.add("message", "", Json.object().set("data", data(event.getData())));
        }

        @Override
        public void onSubscribing(Client client, ServerSubscribingEvent event) {
            heard.add("subscribing", event.getChannel(), Json.object());
        }

        @Override
        public void onSubscribed(Client client, ServerSubscribedEvent event) {
            heard.add(
                    "subscribed",
                    event.getChannel(),
                    Json.object()
                            .put("wasRecovering", event.wasRecovering())
                            .put("recovered", event.getRecovered())
                            .put("positioned", event.getPositioned())
                            .put("recoverable", event.getRecoverable()));
        }

        @Override
        public void onUnsubscribed(Client client, ServerUnsubscribedEvent event) {
            heard.add("unsubscribed", event.getChannel(), Json.object());
        }

        @Override
        public void onPublication(Client client, ServerPublicationEvent event) {
            ObjectNode publication = Json.object().put("offset", event.getOffset());
            publication.set("data", data(event.getData()));
            if (event.getTags() != null) {
                event.getTags().forEach(publication.putObject("tags")::put);
            }
            heard.add("publication", event.getChannel(), publication);
        }
    }

    /// What a subscription tells.
    private static final class SubscriptionEvents extends SubscriptionEventListener {

        private final Heard heard;
        private final String channel;

        SubscriptionEvents(Heard heard, String channel) {
            this.heard = heard;
            this.channel = channel;
        }

        @Override
        public void onSubscribing(Subscription subscription, SubscribingEvent event) {
            heard.add("subscribing", channel, coded(event.getCode(), event.getReason()));
        }

        @Override
        public void onSubscribed(Subscription subscription, SubscribedEvent event) {
            heard.add(
                    "subscribed",
                    channel,
                    Json.object()
                            .put("wasRecovering", event.wasRecovering())
                            .put("recovered", event.getRecovered())
                            .put("positioned", event.getPositioned())
                            .put("recoverable", event.getRecoverable()));
        }

        @Override
        public void onUnsubscribed(Subscription subscription, UnsubscribedEvent event) {
            heard.add("unsubscribed", channel, coded(event.getCode(), event.getReason()));
        }

        @Override
        public void onPublication(Subscription subscription, PublicationEvent event) {
            ObjectNode publication = Json.object().put("offset", event.getOffset());
            publication.set("data", data(event.getData()));
            if (event.getInfo() != null) {
                publication.set("info", info(event.getInfo()));
            }
            heard.add("publication", channel, publication);
        }

        @Override
        public void onJoin(Subscription subscription, JoinEvent event) {
            heard.add("join", channel, Json.object().set("info", info(event.getInfo())));
        }

        @Override
        public void onLeave(Subscription subscription, LeaveEvent event) {
            heard.add("leave", channel, Json.object().set("info", info(event.getInfo())));
        }

        @Override
        public void onError(Subscription subscription, SubscriptionErrorEvent event) {
            heard.add("error", channel, Json.object().put("message", String.valueOf(event.getError())));
        }
    }
}
