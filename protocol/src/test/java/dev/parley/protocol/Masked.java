package dev.parley.protocol;

import java.io.ByteArrayOutputStream;

/// Turns what a server sends into what a client would send: every frame gets a key, as far as it has a head, sensible or
/// not. So one table serves both roles.
final class Masked {

    private Masked() {}

    static byte[] frames(byte[] unmasked, int firstKey) {
        var out = new ByteArrayOutputStream();
        int key = firstKey;
        int at = 0;
        while (at < unmasked.length) {
            out.write(unmasked[at++]);
            if (at == unmasked.length) {
                break;
            }
            int second = unmasked[at++] & 0xff;
            out.write(second | 0x80);
            int lengthBytes = (second & 0x7f) == 126 ? 2 : (second & 0x7f) == 127 ? 8 : 0;
            if (at + lengthBytes > unmasked.length) {
                out.write(unmasked, at, unmasked.length - at);
                break;
            }
            long length = lengthBytes == 0 ? second & 0x7f : 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = length << 8 | (unmasked[at] & 0xff);
                out.write(unmasked[at++]);
            }
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write(key >>> shift);
            }
            int left = unmasked.length - at;
            int payload = length < 0 || length > left ? left : (int) length;
            for (int i = 0; i < payload; i++) {
                out.write(unmasked[at++] ^ key >>> (24 - 8 * (i % 4)));
            }
            key = key * 31 + 7;
        }
        return out.toByteArray();
    }
}
