package dev.parley.server.api;

import dev.parley.hub.Answer;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.server.push.InboxRpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The methods that are about the nodes, or call others.
final class Overall {

    static final String BATCH = "batch";

    /// Commands of one batch.
    private static final int MOST_COMMANDS = 1_000;

    private final Census census;
    private final InboxRpc inbox;

    Overall(Census census, InboxRpc inbox) {
        this.census = census;
        this.inbox = inbox;
    }

    List<Method> methods() {
        return List.of(
                new Method("info", Set.of(), true, this::info),
                new Method("rpc", Set.of("method", "params", "user"), false, this::rpc));
    }

    private void info(Params params, Answer<byte[]> answer) {
        census.info(new Answer<>() {
            @Override
            public void succeeded(List<Census.Answered> nodes) {
                answer.succeeded(Json.object(json -> {
                    json.writeName("nodes");
                    json.writeStartArray();
                    nodes.forEach(node -> node.info().write(json, node.lagNanos()));
                    json.writeEndArray();
                }));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    /// The server's methods that a backend may call for a user.
    private void rpc(Params params, Answer<byte[]> answer) throws BadParams {
        String method = params.text("method");
        if (method.isEmpty()) {
            throw new BadParams("`method` must be a method's name");
        }
        Payload given = params.json("params");
        UserId user = params.has("user") ? params.user() : UserId.ANONYMOUS;
        boolean known = inbox.call(user, method, given == null ? Payload.json("{}") : given, new Answer<>() {
            @Override
            public void succeeded(Payload data) {
                answer.succeeded(Json.object(json -> Json.raw(json, "data", data.toByteArray())));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
        if (!known) {
            answer.failed(HubError.METHOD_NOT_FOUND.saying(
                    "method not found: there are " + InboxRpc.ACK + " and " + InboxRpc.LIST + ", for a `user`"));
        }
    }

    /// Calls several methods, one after the other, or with `parallel` all at once.
    ///
    /// @param answer with the whole reply, which is no `result`
    static void batch(Params params, Map<String, Method> methods, ApiKey key, ApiMetrics metrics, Answer<byte[]> answer)
            throws BadParams {
        params.onlyKnown(Set.of("commands", "parallel"));
        List<Params> commands = params.objects("commands", MOST_COMMANDS);
        if (commands == null || commands.isEmpty()) {
            throw new BadParams("`commands` must be a list of at least one command such as {\"publish\":{…}}");
        }
        List<Method> called = new ArrayList<>(commands.size());
        List<Params> given = new ArrayList<>(commands.size());
        List<String> names = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            Params command = commands.get(i);
            String name =
                    command.names().size() == 1 ? command.names().iterator().next() : "";
            Method method = methods.get(name);
            Params its = method == null ? null : command.object(name);
            if (method == null || its == null) {
                throw new BadParams("`commands[" + i + "]` must be an object with one method's name, such as "
                        + "{\"publish\":{…}}");
            }
            if (!key.allows(name)) {
                throw new BadParams(HubError.PERMISSION_DENIED, "the key may not call `" + name + "`");
            }
            called.add(method);
            given.add(its);
            names.add(name);
        }
        Gather gather = new Gather(called.size(), outcomes -> answer.succeeded(Replies.replies(names, outcomes)));
        if (params.flag("parallel")) {
            for (int i = 0; i < called.size(); i++) {
                called.get(i).call(given.get(i), metrics.counting(names.get(i), gather.at(i)));
            }
        } else {
            next(0, called, given, metrics, gather);
        }
    }

    private static void next(int at, List<Method> methods, List<Params> params, ApiMetrics metrics, Gather gather) {
        Answer<byte[]> its = gather.at(at);
        boolean last = at + 1 == methods.size();
        Method method = methods.get(at);
        method.call(params.get(at), metrics.counting(method.name(), new Answer<>() {
            @Override
            public void succeeded(byte[] result) {
                its.succeeded(result);
                goOn();
            }

            @Override
            public void failed(HubError error) {
                its.failed(error);
                goOn();
            }

            /// On a thread of its own, so that a thousand answers at once are no deep stack.
            private void goOn() {
                if (!last) {
                    Thread.startVirtualThread(() -> next(at + 1, methods, params, metrics, gather));
                }
            }
        }));
    }
}
