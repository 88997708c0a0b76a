package dev.parley.server.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Checks JSON against the schemas of one document, as far as that document needs it. A keyword that it does not know fails
/// the test: nothing is passed over.
final class Schemas {

    private static final Set<String> WORDS = Set.of("description", "title", "default", "examples", "example", "format");
    private static final Set<String> KEYWORDS = Set.of(
            "$ref",
            "type",
            "properties",
            "required",
            "items",
            "enum",
            "const",
            "oneOf",
            "anyOf",
            "allOf",
            "additionalProperties",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "pattern");

    private final JsonNode document;
    private final boolean closed;

    /// @param closed whether members that no schema names are a problem, also where the schema lets them be
    Schemas(JsonNode document, boolean closed) {
        this.document = document;
        this.closed = closed;
    }

    /// What is wrong with a value; empty when nothing is.
    List<String> problems(JsonNode schema, JsonNode value) {
        List<String> problems = new ArrayList<>();
        check(schema, value, "", problems);
        return problems;
    }

    private void check(JsonNode schema, JsonNode value, String at, List<String> problems) {
        for (String keyword : schema.propertyNames()) {
            if (!KEYWORDS.contains(keyword) && !WORDS.contains(keyword)) {
                throw new AssertionError("this checker does not know `" + keyword + "`");
            }
        }
        if (schema.has("$ref")) {
            JsonNode target = document.at(schema.path("$ref").asString().substring(1));
            if (target.isMissingNode()) {
                throw new AssertionError("there is no " + schema.path("$ref"));
            }
            check(target, value, at, problems);
        }
        if (schema.has("type") && !isOf(schema.path("type").asString(), value)) {
            problems.add(at + " is no " + schema.path("type").asString() + ": " + value);
            return;
        }
        if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
            problems.add(at + " is none of " + schema.path("enum") + ": " + value);
        }
        if (schema.has("const") && !schema.path("const").equals(value)) {
            problems.add(at + " is not " + schema.path("const") + ": " + value);
        }
        several(schema, value, at, problems);
        if (value.isObject()) {
            object(schema, value, at, problems);
        } else if (value.isArray()) {
            list(schema, value, at, problems);
        } else if (value.isString()) {
            text(schema, value.asString(), at, problems);
        } else if (value.isNumber()) {
            number(schema, value, at, problems);
        }
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new AssertionError("there is no type " + type);
        };
    }

    private void several(JsonNode schema, JsonNode value, String at, List<String> problems) {
        for (JsonNode part : schema.path("allOf")) {
            check(part, value, at, problems);
        }
        if (schema.has("anyOf") && matching(schema.path("anyOf"), value) == 0) {
            problems.add(at + " is none of anyOf: " + value);
        }
        if (schema.has("oneOf") && matching(schema.path("oneOf"), value) != 1) {
            problems.add(at + " is " + matching(schema.path("oneOf"), value) + " of oneOf: " + value);
        }
    }

    private long matching(JsonNode schemas, JsonNode value) {
        return schemas.valueStream()
                .filter(schema -> problems(schema, value).isEmpty())
                .count();
    }

    private void object(JsonNode schema, JsonNode value, String at, List<String> problems) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asString())) {
                problems.add(at + " lacks " + name);
            }
        }
        JsonNode known = schema.path("properties");
        JsonNode others = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String name = at + "." + member.getKey();
            if (known.has(member.getKey())) {
                check(known.path(member.getKey()), member.getValue(), name, problems);
            } else if (others.isObject()) {
                check(others, member.getValue(), name, problems);
            } else if (others.isBoolean() ? !others.booleanValue() : closed && known.isObject()) {
                problems.add(name + " is unknown");
            }
        }
    }

    private void list(JsonNode schema, JsonNode value, String at, List<String> problems) {
        range(schema, "Items", value.size(), at, problems);
        if (schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.path(i), at + "[" + i + "]", problems);
            }
        }
    }

    private static void text(JsonNode schema, String value, String at, List<String> problems) {
        range(schema, "Length", value.codePointCount(0, value.length()), at, problems);
        if (schema.has("pattern")
                && !Pattern.compile(schema.path("pattern").asString())
                        .matcher(value)
                        .find()) {
            problems.add(at + " does not match " + schema.path("pattern"));
        }
    }

    private static void range(JsonNode schema, String what, int size, String at, List<String> problems) {
        if (schema.has("min" + what) && size < schema.path("min" + what).intValue()
                || schema.has("max" + what) && size > schema.path("max" + what).intValue()) {
            problems.add(at + " has " + size);
        }
    }

    private static void number(JsonNode schema, JsonNode value, String at, List<String> problems) {
        if (schema.has("minimum")
                        && value.decimalValue().compareTo(schema.path("minimum").decimalValue()) < 0
                || schema.has("maximum")
                        && value.decimalValue().compareTo(schema.path("maximum").decimalValue()) > 0) {
            problems.add(at + " is " + value);
        }
    }
}
