package dev.parley.net.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.util.concurrent.AbstractFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells a connection that something it handed to the transport has left, in part or whole, or never will. One object serves all writes
/// of a connection, where a Netty promise is made anew for each; so it is never *done*, and nobody can wait for it.
final class WriteSignal extends AbstractFuture<Void> implements ChannelProgressivePromise {

    private final Channel channel;
    private final Outgoing out;

    WriteSignal(Channel channel, Outgoing out) {
        this.channel = channel;
        this.out = out;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public boolean setUncancellable() {
        return true;
    }

    @Override
    public boolean trySuccess() {
        out.written();
        return true;
    }

    @Override
    public boolean trySuccess(@Nullable Void result) {
        return trySuccess();
    }

    @Override
    public ChannelProgressivePromise setSuccess() {
        trySuccess();
        return this;
    }

    @Override
    public ChannelProgressivePromise setSuccess(@Nullable Void result) {
        trySuccess();
        return this;
    }

    /// Part of it has left.
    @Override
    public boolean tryProgress(long progress, long total) {
        out.progressed();
        return true;
    }

    @Override
    public ChannelProgressivePromise setProgress(long progress, long total) {
        tryProgress(progress, total);
        return this;
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        out.writeFailed(cause);
        return true;
    }

    @Override
    public ChannelProgressivePromise setFailure(Throwable cause) {
        tryFailure(cause);
        return this;
    }

    @Override
    public boolean isVoid() {
        return false;
    }

    @Override
    public ChannelProgressivePromise unvoid() {
        return this;
    }

    @Override
    public boolean isSuccess() {
        return false;
    }

    @Override
    public boolean isDone() {
        return false;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public boolean isCancellable() {
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public @Nullable Throwable cause() {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public @Nullable Void getNow() {
        return null;
    }

    @Override
    public ChannelProgressivePromise addListener(GenericFutureListener<? extends Future<? super Void>> listener) {
        throw never();
    }

    @Override
    @SafeVarargs
    public final ChannelProgressivePromise addListeners(
            GenericFutureListener<? extends Future<? super Void>>... listeners) {
        throw never();
    }

    @Override
    public ChannelProgressivePromise removeListener(GenericFutureListener<? extends Future<? super Void>> listener) {
        throw never();
    }

    @Override
    @SafeVarargs
    public final ChannelProgressivePromise removeListeners(
            GenericFutureListener<? extends Future<? super Void>>... listeners) {
        throw never();
    }

    @Override
    public ChannelProgressivePromise sync() {
        throw never();
    }

    @Override
    public ChannelProgressivePromise syncUninterruptibly() {
        throw never();
    }

    @Override
    public ChannelProgressivePromise await() {
        throw never();
    }

    @Override
    public ChannelProgressivePromise awaitUninterruptibly() {
        throw never();
    }

    @Override
    public boolean await(long timeout, TimeUnit unit) {
        throw never();
    }

    @Override
    public boolean await(long timeoutMillis) {
        throw never();
    }

    @Override
    public boolean awaitUninterruptibly(long timeout, TimeUnit unit) {
        throw never();
    }

    @Override
    public boolean awaitUninterruptibly(long timeoutMillis) {
        throw never();
    }

    private static UnsupportedOperationException never() {
        return new UnsupportedOperationException("a write signal serves many writes and is never done");
    }
}
