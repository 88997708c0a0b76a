package dev.parley.hub;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which publications a subscription wants, by their tags.
public sealed interface TagFilter {

    boolean matches(Map<String, String> tags);

    record And(List<TagFilter> nodes) implements TagFilter {
        @Override
        public boolean matches(Map<String, String> tags) {
            for (TagFilter node : nodes) {
                if (!node.matches(tags)) {
                    return false;
                }
            }
            return true;
        }
    }

    record Or(List<TagFilter> nodes) implements TagFilter {
        @Override
        public boolean matches(Map<String, String> tags) {
            for (TagFilter node : nodes) {
                if (node.matches(tags)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Not(TagFilter node) implements TagFilter {
        @Override
        public boolean matches(Map<String, String> tags) {
            return !node.matches(tags);
        }
    }

    /// One tag compared. A tag that is not there is only ever `NOT_EXISTS`, `NOT_EQUAL` or `NOT_IN`.
    record Compare(String key, Operator operator, String value, List<String> values) implements TagFilter {

        public enum Operator {
            EQUAL,
            NOT_EQUAL,
            IN,
            NOT_IN,
            EXISTS,
            NOT_EXISTS,
            STARTS_WITH,
            ENDS_WITH,
            CONTAINS,
            LESS,
            LESS_OR_EQUAL,
            GREATER,
            GREATER_OR_EQUAL
        }

        @Override
        public boolean matches(Map<String, String> tags) {
            String tag = tags.get(key);
            if (tag == null) {
                return operator == Operator.NOT_EXISTS || operator == Operator.NOT_EQUAL || operator == Operator.NOT_IN;
            }
            return switch (operator) {
                case EQUAL -> tag.equals(value);
                case NOT_EQUAL -> !tag.equals(value);
                case IN -> values.contains(tag);
                case NOT_IN -> !values.contains(tag);
                case EXISTS -> true;
                case NOT_EXISTS -> false;
                case STARTS_WITH -> tag.startsWith(value);
                case ENDS_WITH -> tag.endsWith(value);
                case CONTAINS -> tag.contains(value);
                case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> numeric(tag);
            };
        }

        private boolean numeric(String tag) {
            BigDecimal left = number(tag);
            BigDecimal right = number(value);
            if (left == null || right == null) {
                return false;
            }
            int order = left.compareTo(right);
            return switch (operator) {
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                default -> order >= 0;
            };
        }

        /// A number of at most 64 characters and a small exponent: comparing `1e999999999` would be work for hours.
        private static @Nullable BigDecimal number(String text) {
            if (text.isEmpty() || text.length() > 64) {
                return null;
            }
            try {
                BigDecimal number = new BigDecimal(text);
                return Math.abs((long) number.scale()) > 400 ? null : number;
            } catch (NumberFormatException none) {
                return null;
            }
        }
    }
}
