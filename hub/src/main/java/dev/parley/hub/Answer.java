package dev.parley.hub;

/// Takes a result, once: on the loop that asked, unless what asks says otherwise.
public interface Answer<T> {

    void succeeded(T value);

    void failed(HubError error);
}
