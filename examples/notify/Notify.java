// PARLEY_API_KEY=… java Notify.java
import java.net.URI;
import java.net.http.*;

void main() throws Exception {
    var push = HttpRequest.newBuilder(URI.create("http://127.0.0.1:8000/api/user_publish"))
            .headers("Content-Type", "application/json", "X-API-Key", System.getenv("PARLEY_API_KEY"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"42\",\"data\":{\"title\":\"You have mail\"}}"))
            .build();
    IO.println(HttpClient.newHttpClient().send(push, HttpResponse.BodyHandlers.ofString()).body());
}
