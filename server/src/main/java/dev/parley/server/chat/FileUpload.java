package dev.parley.server.chat;

import dev.parley.chat.Json;
import dev.parley.chat.Write;
import dev.parley.chat.files.FileException;
import dev.parley.chat.files.Upload;
import dev.parley.chat.files.VoiceNote;
import dev.parley.chat.storage.Attachment;
import dev.parley.chat.storage.ChatException;
import dev.parley.net.http.BodyPieces;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpResponse;
import dev.parley.server.chat.SessionReply.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One file on its way from a request's body to the disk: a piece is written on a virtual thread, and only then is the next
/// one asked for. Called on the loop; what it answers is answered there.
final class FileUpload implements BodyPieces {

    private static final Logger LOG = LoggerFactory.getLogger(FileUpload.class);

    /// What is done on a thread that may wait.
    @FunctionalInterface
    private interface Step {
        void done() throws IOException, FileException, ChatException, InterruptedException;
    }

    private final HttpExchange exchange;
    private final Upload upload;
    private final String name;
    private final @Nullable VoiceNote voice;
    private final Function<Refused, HttpResponse> refusal;
    private final Consumer<Attachment> done;
    private final Runnable ended;
    private final String tooLarge;

    /// @param refusal makes an answer of what is wrong
    /// @param done answers, on the loop
    /// @param ended called, perhaps again, when nothing is held any more; any thread
    FileUpload(
            HttpExchange exchange,
            Upload upload,
            String name,
            @Nullable VoiceNote voice,
            String tooLarge,
            Function<Refused, HttpResponse> refusal,
            Consumer<Attachment> done,
            Runnable ended) {
        this.exchange = exchange;
        this.upload = upload;
        this.name = name;
        this.voice = voice;
        this.tooLarge = tooLarge;
        this.refusal = refusal;
        this.done = done;
        this.ended = ended;
    }

    @Override
    public void piece(ByteBuffer piece) {
        waiting(() -> {
            upload.write(piece);
            exchange.loop().execute(exchange::nextPiece);
        });
    }

    @Override
    public void end() {
        waiting(() -> {
            Attachment file = upload.finish(name, voice);
            giveUp();
            exchange.loop().execute(() -> {
                if (exchange.isOpen()) {
                    done.accept(file);
                }
            });
        });
    }

    @Override
    public void gone() {
        Thread.ofVirtual().name("parley-upload").start(this::giveUp);
    }

    @Override
    public HttpResponse tooLong() {
        // before who sent it hears of it and sends another; what is on the disk goes a little later
        upload.letGo();
        ended.run();
        return refusal.apply(new Refused(413, "too_large", tooLarge));
    }

    private void waiting(Step step) {
        Thread.ofVirtual().name("parley-upload").start(() -> {
            try {
                step.done();
            } catch (FileException refused) {
                refuse(refused(refused));
            } catch (ChatException failed) {
                LOG.warn("a file could not be taken: {}", failed.getMessage());
                refuse(UNAVAILABLE);
            } catch (IOException failed) {
                LOG.warn("a file could not be kept: {}", failed.toString());
                refuse(UNAVAILABLE);
            } catch (InterruptedException closing) {
                refuse(UNAVAILABLE);
            } catch (RuntimeException | Error broken) {
                LOG.error("a file could not be taken", broken);
                refuse(new Refused(500, "internal", "This should not have happened: the server's log says what has."));
            }
        });
    }

    static final Refused UNAVAILABLE =
            new Refused(503, "unavailable", "The chat can't take files just now: try again in a moment.", 5);

    static Refused refused(FileException why) {
        String error = why.reason().title();
        String sentence = String.valueOf(why.getMessage());
        return switch (why.reason()) {
            case TOO_LARGE -> new Refused(413, error, sentence);
            case BAD_TYPE -> new Refused(415, error, sentence);
            case TOO_MANY -> new Refused(429, error, sentence, 5);
            case NOT_HERE, MUTED, READ_ONLY -> new Refused(403, error, sentence);
            case BAD_REQUEST -> new Refused(400, error, sentence);
        };
    }

    private void refuse(Refused why) {
        giveUp();
        exchange.loop().execute(() -> {
            if (exchange.isOpen()) {
                exchange.respond(refusal.apply(why));
            }
        });
    }

    /// Whatever is not finished goes. Again, it does nothing but say so again.
    private void giveUp() {
        try {
            upload.close();
        } catch (IOException failed) {
            LOG.warn("an unfinished file is left until the next start: {}", failed.toString());
        }
        ended.run();
    }

    static byte[] json(Attachment file) {
        return Json.object(json -> Write.fileFields(json, file)).toByteArray();
    }
}
