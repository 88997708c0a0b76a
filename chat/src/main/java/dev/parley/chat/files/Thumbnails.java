package dev.parley.chat.files;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.FileImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes small pictures of pictures: of at most [#SIDE] pixels, turned as they are to be seen, encoded anew as JPEG, or as
/// PNG where one sees through.
///
/// One is made at a time, on a thread of its own: what a decoder needs is needed once. Large pictures are decoded with gaps,
/// a row at a time; those whose form does not allow it have no thumbnail when they have more than [#AT_ONCE] pixels. What
/// the decoder says of the size is checked once more before it decodes.
final class Thumbnails implements AutoCloseable {

    static final int SIDE = 320;

    /// Pixels of a picture that is decoded as a whole: 64 MB.
    private static final long AT_ONCE = 16_000_000;

    private static final float QUALITY = 0.8f;
    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

    private final ThreadPoolExecutor thread;

    /// @param waiting pictures that may wait for their turn
    Thumbnails(int waiting) {
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        thread = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(waiting),
                Thread.ofPlatform().name("parley-thumbnail").daemon(true).factory());
        thread.allowCoreThreadTimeOut(true);
    }

    /// Waits until it is made.
    ///
    /// @return false when none can be made of this picture; nothing is at `to` then, or it is to be deleted
    boolean make(Path from, Sniffed.Picture picture, Path to) throws InterruptedException {
        if (picture.atOnce() && picture.pixels() > AT_ONCE) {
            return false;
        }
        try {
            return thread.submit(() -> write(from, picture, to)).get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error broken && !(broken instanceof OutOfMemoryError)) {
                throw broken;
            }
            LOG.debug("no thumbnail of a {}: {}", picture.type(), String.valueOf(failed.getCause()));
            return false;
        } catch (CancellationException | RejectedExecutionException closing) {
            return false;
        }
    }

    private static boolean write(Path from, Sniffed.Picture picture, Path to) throws IOException {
        BufferedImage read = read(from, picture);
        if (read == null) {
            return false;
        }
        BufferedImage small = drawn(read, picture.orientation());
        boolean clear = small.getColorModel().hasAlpha();
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(clear ? "png" : "jpeg");
        ImageWriter writer = writers.next();
        try (FileImageOutputStream out = new FileImageOutputStream(to.toFile())) {
            writer.setOutput(out);
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (!clear) {
                how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                how.setCompressionQuality(QUALITY);
            }
            writer.write(null, new IIOImage(small, null, null), how);
        } finally {
            writer.dispose();
        }
        return true;
    }

    private static @Nullable BufferedImage read(Path from, Sniffed.Picture picture) throws IOException {
        ImageReader reader = reader(picture.type());
        try (FileImageInputStream in = new FileImageInputStream(from.toFile())) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            long pixels = (long) width * height;
            if (width < 1 || height < 1 || pixels > (picture.atOnce() ? AT_ONCE : Sniffer.PIXELS)) {
                return null;
            }
            int gap = Math.max(1, Math.max(width, height) / (2 * SIDE));
            ImageReadParam how = reader.getDefaultReadParam();
            how.setSourceSubsampling(Math.min(gap, width), Math.min(gap, height), 0, 0);
            return reader.read(0, how);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(String type) throws IOException {
        if (type.equals(Sniffed.Picture.WEBP)) {
            return new WebPImageReaderSpi().createReaderInstance(null);
        }
        return ImageIO.getImageReadersByMIMEType(type).next();
    }

    /// Scaled and turned.
    private static BufferedImage drawn(BufferedImage picture, int orientation) {
        double scale = Math.min(1, (double) SIDE / Math.max(picture.getWidth(), picture.getHeight()));
        int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
        boolean lies = orientation > 4;
        BufferedImage small = new BufferedImage(
                lies ? height : width,
                lies ? width : height,
                picture.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = small.createGraphics();
        try {
            pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            pen.transform(turn(orientation, width, height));
            pen.drawImage(picture, 0, 0, width, height, null);
        } finally {
            pen.dispose();
        }
        return small;
    }

    /// From the stored picture to the seen one.
    private static AffineTransform turn(int orientation, int width, int height) {
        return switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
    }

    @Override
    public void close() {
        thread.shutdownNow().forEach(waiting -> {
            if (waiting instanceof Future<?> future) {
                future.cancel(true);
            }
        });
    }
}
