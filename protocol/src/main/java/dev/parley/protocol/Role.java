package dev.parley.protocol;

/// Which end of the connection this is. A client masks what it sends, a server must not (RFC 6455 section 5.1).
public enum Role {
    CLIENT,
    SERVER;

    public Role other() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}
