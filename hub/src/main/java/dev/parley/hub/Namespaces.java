package dev.parley.hub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which rules hold for which channel. Immutable; any thread.
///
/// `$` is the private prefix, `:` ends the namespace, `#` starts the users of a user-limited channel, each configurable;
/// an empty private prefix or boundary switches that off.
public final class Namespaces {

    /// @param privatePrefix what names of private channels begin with
    /// @param boundary what stands between namespace and rest
    /// @param userBoundary what stands before the users of a user-limited channel
    /// @param userSeparator what stands between those users
    /// @param maxLength bytes of a name; 1 to 255
    public record Syntax(
            String privatePrefix, String boundary, String userBoundary, String userSeparator, int maxLength) {
        public static final Syntax DEFAULT = new Syntax("$", ":", "#", ",", ChannelName.MAX_BYTES);
    }

    private final Syntax syntax;
    private final Namespace withoutPrefix;
    private final Map<String, Namespace> byName = new HashMap<>();
    private final Map<ChannelName, Namespace> reserved;

    /// @throws IllegalArgumentException when two have one name
    public Namespaces(Syntax syntax, Namespace withoutPrefix, List<Namespace> named) {
        this(syntax, withoutPrefix, named, Map.of());
    }

    /// @param reserved rules of single channels, whatever their names look like
    /// @throws IllegalArgumentException when two namespaces have one name
    public Namespaces(
            Syntax syntax, Namespace withoutPrefix, List<Namespace> named, Map<ChannelName, Namespace> reserved) {
        this.reserved = Map.copyOf(reserved);
        this.syntax = syntax;
        this.withoutPrefix = withoutPrefix;
        for (Namespace namespace : named) {
            if (byName.put(namespace.name(), namespace) != null) {
                throw new IllegalArgumentException("two namespaces are named " + namespace.name());
            }
        }
    }

    public Syntax syntax() {
        return syntax;
    }

    /// The rules of channels without namespace.
    public Namespace withoutPrefix() {
        return withoutPrefix;
    }

    /// The rules of a channel, or null when its namespace is not configured.
    public @Nullable Namespace of(ChannelName channel) {
        Namespace own = reserved.isEmpty() ? null : reserved.get(channel);
        if (own != null) {
            return own;
        }
        String name = channel.value();
        String boundary = syntax.boundary();
        if (boundary.isEmpty()) {
            return withoutPrefix;
        }
        int start = isPrivate(channel) ? syntax.privatePrefix().length() : 0;
        int end = name.indexOf(boundary, start);
        return end < 0 ? withoutPrefix : byName.get(name.substring(start, end));
    }

    public boolean isPrivate(ChannelName channel) {
        String prefix = syntax.privatePrefix();
        return !prefix.isEmpty() && channel.value().startsWith(prefix);
    }

    /// Whether the site allows only shorter names.
    public boolean isTooLong(ChannelName channel) {
        int limit = syntax.maxLength();
        // no character has more than three bytes for each of its chars
        return channel.value().length() * 3 > limit
                && channel.value().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > limit;
    }

    /// What stands behind the namespace's boundary.
    public String rest(ChannelName channel) {
        String boundary = syntax.boundary();
        int end = boundary.isEmpty() ? -1 : channel.value().indexOf(boundary);
        return end < 0 ? channel.value() : channel.value().substring(end + boundary.length());
    }
}
