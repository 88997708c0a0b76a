package dev.parley.server.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API's description as a page for people: written from the same document that programs read.
final class ApiDocs {

    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:1rem 1rem 6rem}
            h2{margin:2.5rem 0 .3rem;font-family:ui-monospace,monospace}
            h2 small{font:.8rem system-ui,sans-serif;opacity:.7;margin-left:.6rem}
            nav{columns:12rem auto;margin:1rem 0}
            nav a{display:block;font-family:ui-monospace,monospace}
            pre{padding:.8rem;border-radius:.5rem;background:color-mix(in srgb,currentColor 8%,transparent);overflow-x:auto}
            table{border-collapse:collapse;width:100%}
            td,th{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 15%,transparent)}
            code{font-family:ui-monospace,monospace}
            """;

    private final JsonNode document;
    private final String prefix;
    private final StringBuilder html = new StringBuilder(64 * 1024);

    private ApiDocs(JsonNode document, String prefix) {
        this.document = document;
        this.prefix = prefix;
    }

    /// @param prefix where the API is
    static byte[] page(byte[] openapi, String prefix) {
        ApiDocs docs = new ApiDocs(JsonMapper.shared().readTree(openapi), prefix);
        docs.write();
        return docs.html.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write() {
        JsonNode info = document.path("info");
        html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
                .append(escaped(info.path("title").asString("")))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>")
                .append(escaped(info.path("title").asString("")))
                .append("</h1>");
        paragraph(info.path("description").asString(""));
        html.append("<p>For programs: <a href=\"")
                .append(escaped(prefix))
                .append("/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>");
        Map<String, JsonNode> operations = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            operations.put(
                    path.getKey().replaceFirst("^/api", prefix), path.getValue().path("post"));
        }
        html.append("<nav>");
        operations.forEach((path, operation) -> html.append("<a href=\"#")
                .append(escaped(id(operation)))
                .append("\">")
                .append(escaped(id(operation)))
                .append("</a>"));
        html.append("</nav>");
        operations.forEach(this::operation);
        html.append("</body></html>\n");
    }

    private static String id(JsonNode operation) {
        return operation.path("operationId").asString("");
    }

    private void operation(String path, JsonNode operation) {
        html.append("<h2 id=\"")
                .append(escaped(id(operation)))
                .append("\">POST ")
                .append(escaped(path))
                .append("<small>")
                .append(escaped(operation.path("summary").asString("")))
                .append("</small></h2>");
        paragraph(operation.path("description").asString(""));
        JsonNode body = operation.path("requestBody").path("content").path("application/json");
        parameters(resolved(body.path("schema")));
        example("", body);
        example(
                "is answered by",
                operation.path("responses").path("200").path("content").path("application/json"));
    }

    private void parameters(JsonNode schema) {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        collect(schema, properties, required);
        if (properties.isEmpty()) {
            return;
        }
        html.append("<table><tr><th>parameter</th><th>type</th><th></th></tr>");
        properties.forEach((name, property) -> html.append("<tr><td><code>")
                .append(escaped(name))
                .append("</code>")
                .append(required.contains(name) ? " *" : "")
                .append("</td><td>")
                .append(escaped(type(property)))
                .append("</td><td>")
                .append(marked(resolved(property).path("description").asString("")))
                .append("</td></tr>"));
        html.append("</table>");
    }

    private void collect(JsonNode schema, Map<String, JsonNode> properties, List<String> required) {
        schema.path("properties").properties().forEach(each -> properties.put(each.getKey(), each.getValue()));
        schema.path("required").forEach(name -> required.add(name.asString()));
        schema.path("allOf").forEach(part -> collect(resolved(part), properties, required));
    }

    private String type(JsonNode property) {
        JsonNode schema = resolved(property);
        String type = schema.path("type").asString("any JSON");
        return type.equals("array") ? "list of " + type(schema.path("items")) : type;
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        return reference.isEmpty() ? schema : document.at(reference.substring(1));
    }

    private void example(String says, JsonNode content) {
        for (Map.Entry<String, JsonNode> example : content.path("examples").properties()) {
            JsonNode value = example.getValue().path("value");
            String text = value.isString()
                    ? value.asString()
                    : JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(value);
            html.append(says.isEmpty() ? "" : "<p>" + says + "</p>")
                    .append("<pre>")
                    .append(escaped(text))
                    .append("</pre>");
            return;
        }
    }

    private void paragraph(String text) {
        if (!text.isEmpty()) {
            html.append("<p>").append(marked(text)).append("</p>");
        }
    }

    /// Text with `code` in it.
    private static String marked(String text) {
        return escaped(text).replaceAll("`([^`]+)`", "<code>$1</code>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
