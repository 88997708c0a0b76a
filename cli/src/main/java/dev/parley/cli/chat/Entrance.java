package dev.parley.cli.chat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Comes in by name: asks the server for a token, as the one who was here before where it remembers them.
///
/// Calls block, for 15 seconds at most.
final class Entrance implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /// An answer is a few hundred bytes.
    private static final int ANSWER_LIMIT = 64 * 1_024;

    /// Somebody who may connect.
    ///
    /// @param name safe to print
    record Visitor(String user, String name, String token) {}

    private final Place place;
    private final Memory memory;
    /// What is shown to be known again: kept here too, for where the memory can't be written.
    private volatile String shown;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    Entrance(Place place, Memory memory) {
        this.place = place;
        this.memory = memory;
        this.shown = memory.recall(place);
    }

    /// Who one was the last time; with a name one is called so from now on.
    ///
    /// @param name empty for that of the last time
    /// @return null when there is no last time, and no name
    /// @throws Refused when the server says no, or nothing
    @Nullable Visitor visitor(String name) throws Refused, InterruptedException {
        String known = shown;
        byte[] asked = Fields.written(json -> {
            if (!name.isEmpty()) {
                json.writeStringProperty("name", name);
            }
            if (!known.isEmpty()) {
                json.writeStringProperty("remember", known);
            }
        });
        Fields answer = ask(asked);
        String user = answer.text("user");
        String token = answer.text("token");
        if (user.isEmpty() || token.isEmpty()) {
            return null;
        }
        keep(answer.text("remember"));
        return new Visitor(user, SafeText.line(answer.text("name")), token);
    }

    private void keep(String remember) {
        if (remember.isEmpty()) {
            return;
        }
        shown = remember;
        try {
            memory.remember(place, remember);
        } catch (IOException notKept) {
            // The chat works all the same; the next visit is a new guest's, as where a browser keeps no cookies.
        }
    }

    private Fields ask(byte[] body) throws Refused, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(place.session())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        int status;
        Fields said;
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                status = response.statusCode();
                said = Fields.read(in.readNBytes(ANSWER_LIMIT));
            }
        } catch (IOException unreachable) {
            throw new Refused("", place + " can't be reached: " + reason(unreachable) + ".");
        }
        if (status == 200) {
            return said;
        }
        String error = said.text("error");
        String sentence = said.text("message");
        if (error.isEmpty() && status == 404) {
            throw new Refused("no_chat", "There is no chat at " + place + ".");
        }
        throw new Refused(
                error.isEmpty() ? "http_" + status : error,
                sentence.isEmpty() ? place + " answers with HTTP status " + status + "." : sentence);
    }

    private static String reason(IOException failed) {
        String message = failed.getMessage();
        if (message != null && !message.isBlank()) {
            return message;
        }
        return failed instanceof ConnectException
                ? "nobody listens there"
                : failed.getClass().getSimpleName();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
