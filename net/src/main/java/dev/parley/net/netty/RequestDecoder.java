package dev.parley.net.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;

/// Netty's decoder of requests, driven by hand rather than from a pipeline: so that it stops behind each request, and
/// nothing of it is left once a connection has been upgraded.
final class RequestDecoder extends HttpRequestDecoder {

    RequestDecoder(int maxRequestLine, int maxHeaderBytes) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(maxRequestLine)
                .setMaxHeaderSize(maxHeaderBytes)
                .setMaxChunkSize(64 * 1024)
                .setInitialBufferSize(256));
    }

    /// Decodes one step of what is in `in`.
    @SuppressWarnings("NullAway") // the decoder has no use for a context
    void step(ByteBuf in, List<Object> out) throws Exception {
        decode(null, in, out);
    }
}
