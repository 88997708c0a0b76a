package dev.parley.dialects.centrifuge;

import dev.parley.hub.TagFilter;
import dev.parley.hub.TagFilter.Compare.Operator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node of a tag filter as clients write it, in whatever format, and what becomes of it.
final class FilterNode {

    static final int MAX_DEPTH = 8;

    /// Nodes and values of one filter.
    static final int MAX_PARTS = 128;

    /// The operation of a node at which a reader stopped; it makes no sense.
    static final String TOO_DEEP = "too deep";

    String operation = "";
    String key = "";
    String comparison = "";
    String value = "";
    final List<String> values = new ArrayList<>();
    final List<FilterNode> nodes = new ArrayList<>();

    /// What it means, or null when it makes no sense or is too large.
    @Nullable TagFilter filter() {
        return parts() > MAX_PARTS ? null : build();
    }

    private int parts() {
        int parts = 1 + values.size();
        for (FilterNode node : nodes) {
            parts += node.parts();
        }
        return parts;
    }

    private @Nullable TagFilter build() {
        List<TagFilter> below = new ArrayList<>(nodes.size());
        for (FilterNode node : nodes) {
            TagFilter one = node.build();
            if (one == null) {
                return null;
            }
            below.add(one);
        }
        return switch (operation) {
            case "" -> comparison();
            case "and" -> below.isEmpty() ? null : new TagFilter.And(below);
            case "or" -> below.isEmpty() ? null : new TagFilter.Or(below);
            case "not" -> below.size() == 1 ? new TagFilter.Not(below.getFirst()) : null;
            default -> null;
        };
    }

    private @Nullable TagFilter comparison() {
        Operator operator = operator();
        if (operator == null) {
            return null;
        }
        boolean sensible = switch (operator) {
            case IN, NOT_IN -> !key.isEmpty() && value.isEmpty() && !values.isEmpty();
            case EXISTS, NOT_EXISTS -> value.isEmpty() && values.isEmpty();
            default -> !key.isEmpty() && !value.isEmpty() && values.isEmpty();
        };
        return sensible ? new TagFilter.Compare(key, operator, value, List.copyOf(values)) : null;
    }

    private @Nullable Operator operator() {
        return switch (comparison) {
            case "eq" -> Operator.EQUAL;
            case "neq" -> Operator.NOT_EQUAL;
            case "in" -> Operator.IN;
            case "nin" -> Operator.NOT_IN;
            case "ex" -> Operator.EXISTS;
            case "nex" -> Operator.NOT_EXISTS;
            case "sw" -> Operator.STARTS_WITH;
            case "ew" -> Operator.ENDS_WITH;
            case "ct" -> Operator.CONTAINS;
            case "lt" -> Operator.LESS;
            case "lte" -> Operator.LESS_OR_EQUAL;
            case "gt" -> Operator.GREATER;
            case "gte" -> Operator.GREATER_OR_EQUAL;
            default -> null;
        };
    }
}
