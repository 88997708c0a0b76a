package dev.parley.engine.sqlite;

import dev.parley.hub.Extra;
import dev.parley.hub.Publication;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A group's publications as one row of the table `journal`: behind each other, each as its channel's id, its position, time
/// and kind, its data and what [Extra] makes, both behind their lengths. One thread at a time.
final class Journal {

    private static final int NO_EXTRA = -1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);
    private final DataOutputStream out = new DataOutputStream(bytes);

    /// A publication as it was stored.
    record Stored(long channel, long position, long time, int kind, byte[] data, byte @Nullable [] extra) {

        static Stored of(long channel, Publication publication) {
            return new Stored(
                    channel,
                    publication.offset(),
                    publication.timeMillis(),
                    publication.payload().kind().ordinal(),
                    publication.payload().toByteArray(),
                    Extra.encode(publication.publisher(), publication.tags()));
        }
    }

    interface Visitor {
        void visit(Stored publication) throws SQLException;
    }

    void add(Stored publication) {
        try {
            out.writeLong(publication.channel());
            out.writeLong(publication.position());
            out.writeLong(publication.time());
            out.writeByte(publication.kind());
            out.writeInt(publication.data().length);
            out.write(publication.data());
            byte[] extra = publication.extra();
            out.writeInt(extra == null ? NO_EXTRA : extra.length);
            if (extra != null) {
                out.write(extra);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    boolean isEmpty() {
        return bytes.size() == 0;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    void clear() {
        bytes.reset();
    }

    /// @throws IOException when the bytes are not what a journal made
    static void read(byte[] group, Visitor visitor) throws IOException, SQLException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(group));
        while (in.available() > 0) {
            long channel = in.readLong();
            long position = in.readLong();
            long time = in.readLong();
            int kind = in.readUnsignedByte();
            byte[] data = bytes(in, in.readInt());
            int extra = in.readInt();
            visitor.visit(new Stored(channel, position, time, kind, data, extra == NO_EXTRA ? null : bytes(in, extra)));
        }
    }

    private static byte[] bytes(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new IOException("its journal is damaged");
        }
        return in.readNBytes(length);
    }
}
