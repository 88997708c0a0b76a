package dev.parley.net.http;

import java.nio.ByteBuffer;

/// Takes a request's body piece by piece, see [HttpExchange#readPieces]. Called on the connection's loop; must not block.
public interface BodyPieces {

    /// The next piece of the body, 1 to 131,072 bytes, which the callee owns. No other comes, and what the client sends
    /// meanwhile waits in the kernel but for 64 KiB, until the callee has called [HttpExchange#nextPiece].
    void piece(ByteBuffer piece);

    /// There is no more: the callee answers.
    void end();

    /// There is more, but it will not come: the client has gone, or was answered that its body is too long, too slow or
    /// malformed. Called once, possibly before [HttpExchange#nextPiece] was called for the last piece. Nothing can be answered.
    void gone();

    /// What a body that is too long is answered with. [#gone] is called behind it.
    HttpResponse tooLong();
}
