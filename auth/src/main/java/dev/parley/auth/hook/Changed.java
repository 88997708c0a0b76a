package dev.parley.auth.hook;

import dev.parley.hub.Answer;
import dev.parley.hub.HubError;
import java.util.function.UnaryOperator;

/// An answer whose value is changed on its way.
record Changed<T>(Answer<T> next, UnaryOperator<T> change) implements Answer<T> {

    @Override
    public void succeeded(T value) {
        next.succeeded(change.apply(value));
    }

    @Override
    public void failed(HubError error) {
        next.failed(error);
    }
}
