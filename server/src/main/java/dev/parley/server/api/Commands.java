package dev.parley.server.api;

import dev.parley.hub.Answer;
import dev.parley.hub.HubError;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Several commands in one request, one JSON object after the other: `{"method":"publish","params":{…}}`. The answers come in
/// their order, one a line.
final class Commands {

    private static final int MOST = 1_000;

    private Commands() {}

    static void run(byte[] json, Map<String, Method> methods, ApiKey key, ApiMetrics metrics, Consumer<byte[]> reply)
            throws BadParams {
        List<Params> commands = split(json);
        Gather gather = new Gather(commands.size(), outcomes -> {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (Gather.Outcome outcome : outcomes) {
                byte[] result = outcome.result();
                HubError error = outcome.error();
                lines.writeBytes(
                        result != null
                                ? Replies.result(result)
                                : Replies.error(error == null ? HubError.INTERNAL : error));
                lines.write('\n');
            }
            reply.accept(lines.toByteArray());
        });
        runFrom(0, commands, methods, key, metrics, gather);
    }

    private static void runFrom(
            int at, List<Params> commands, Map<String, Method> methods, ApiKey key, ApiMetrics metrics, Gather gather) {
        Answer<byte[]> its = gather.at(at);
        Answer<byte[]> answer = new Answer<>() {
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

            private void goOn() {
                if (at + 1 < commands.size()) {
                    Thread.startVirtualThread(() -> runFrom(at + 1, commands, methods, key, metrics, gather));
                }
            }
        };
        try {
            run(commands.get(at), methods, key, metrics, answer);
        } catch (BadParams wrong) {
            answer.failed(wrong.error());
        }
    }

    private static void run(
            Params command, Map<String, Method> methods, ApiKey key, ApiMetrics metrics, Answer<byte[]> answer)
            throws BadParams {
        command.onlyKnown(Set.of("method", "params"));
        String name = command.text("method");
        Method method = methods.get(name);
        Params params = command.object("params");
        if (method == null) {
            answer.failed(HubError.METHOD_NOT_FOUND.saying("method not found: `" + name + "`"));
        } else if (!key.allows(name)) {
            answer.failed(HubError.PERMISSION_DENIED.saying("permission denied: the key may not call `" + name + "`"));
        } else {
            method.call(params == null ? Params.NONE : params, metrics.counting(name, answer));
        }
    }

    private static List<Params> split(byte[] json) throws BadParams {
        Params.checkEncoding(json);
        List<Params> commands = new ArrayList<>();
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.START_OBJECT || commands.size() == MOST) {
                    throw new BadParams("the body is 1 to " + MOST + " objects {\"method\":…,\"params\":{…}}");
                }
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                commands.add(Params.read(Arrays.copyOfRange(
                        json, start, (int) parser.currentLocation().getByteOffset())));
            }
        } catch (JacksonException broken) {
            throw Params.notJson(broken);
        }
        if (commands.isEmpty()) {
            throw new BadParams("the body is 1 to " + MOST + " objects {\"method\":…,\"params\":{…}}");
        }
        return commands;
    }
}
