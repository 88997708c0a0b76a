package dev.parley.chat.files;

import dev.parley.chat.files.FileException.Reason;
import dev.parley.chat.storage.FileCatalog;
import java.util.HashMap;
import java.util.Map;

/// Who may have how much. What is on its way counts as what it may become, so that many uploads at once exceed nothing.
/// Any thread.
final class Quota {

    private record Pending(int uploads, long bytes) {}

    private final FileOptions options;
    private final Map<String, Pending> pending = new HashMap<>();
    private int uploads;
    private long onTheirWay;
    private long kept;

    /// @param kept bytes that are kept already
    Quota(FileOptions options, long kept) {
        this.options = options;
        this.kept = kept;
    }

    /// Takes room for an upload.
    ///
    /// @param has what the person has already
    synchronized void begin(String user, long bytes, FileCatalog.Share has) throws FileException {
        Pending theirs = pending.getOrDefault(user, new Pending(0, 0));
        if (uploads >= FileOptions.UPLOADS || theirs.uploads() >= FileOptions.UPLOADS_EACH) {
            throw new FileException(
                    Reason.TOO_MANY, "Too many files are being sent just now: try again in a few seconds.");
        }
        if (has.unsent() + theirs.uploads() >= FileOptions.UNSENT_MOST) {
            throw new FileException(
                    Reason.TOO_MANY,
                    "You have uploaded " + FileOptions.UNSENT_MOST + " files that are in no message: send some first.");
        }
        if (has.bytes() + theirs.bytes() + bytes > options.userLimit()) {
            throw new FileException(
                    Reason.TOO_MANY, "Your files would have more bytes than one person may: delete some first.");
        }
        if (kept + onTheirWay + bytes > options.totalLimit()) {
            throw new FileException(Reason.TOO_MANY, "The chat has no room for more files: its owner can make some.");
        }
        uploads++;
        onTheirWay += bytes;
        pending.put(user, new Pending(theirs.uploads() + 1, theirs.bytes() + bytes));
    }

    synchronized void end(String user, long bytes) {
        uploads--;
        onTheirWay -= bytes;
        Pending theirs = pending.remove(user);
        if (theirs != null && theirs.uploads() > 1) {
            pending.put(user, new Pending(theirs.uploads() - 1, theirs.bytes() - bytes));
        }
    }

    /// There are more bytes, or fewer.
    synchronized void kept(long more) {
        kept += more;
    }

    /// There are so many.
    synchronized void are(long bytes) {
        kept = bytes;
    }

    synchronized long kept() {
        return kept;
    }
}
