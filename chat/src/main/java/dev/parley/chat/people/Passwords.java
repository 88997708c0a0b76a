package dev.parley.chat.people;

import dev.parley.chat.people.PeopleException.Reason;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Makes and compares password hashes on a few threads of its own, so that a crowd at the door takes no more of the machine
/// than these. Behind them waits a bounded queue; whoever finds it full is told to come back.
///
/// Any thread but an event loop may call; it waits for the result.
public final class Passwords implements AutoCloseable {

    /// Passwords that may wait; the last of them waits some seconds.
    static final int WAITING = 32;

    private static final int SHORTEST = 8;
    private static final int LONGEST = 256;

    private final int iterations;
    private final SecureRandom random;
    private final ThreadPoolExecutor threads;

    /// Compared with where there is no account, for the same work.
    private final PasswordHash nobodys;

    public Passwords(SecureRandom random) {
        this(random, PasswordHash.ITERATIONS, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), WAITING);
    }

    Passwords(SecureRandom random, int iterations, int atOnce, int waiting) {
        this.random = random;
        this.iterations = iterations;
        threads = new ThreadPoolExecutor(
                atOnce,
                atOnce,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                Thread.ofPlatform().name("parley-passwords-", 0).daemon(true).factory());
        threads.allowCoreThreadTimeOut(true);
        byte[] any = new byte[16];
        random.nextBytes(any);
        nobodys = PasswordHash.parse("pbkdf2-sha256$" + iterations + "$" + base64(any) + "$" + base64(new byte[32]));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// @throws PeopleException BAD_PASSWORD for one that is guessed soon, or is the login
    static void check(String password, String login) throws PeopleException {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw new PeopleException(
                    Reason.BAD_PASSWORD,
                    "A password has " + SHORTEST + " to " + LONGEST + " characters, this one has " + length + ".");
        }
        if (password.equalsIgnoreCase(login) || password.chars().distinct().count() < 4) {
            throw new PeopleException(Reason.BAD_PASSWORD, "This password is guessed soon: take another.");
        }
    }

    /// What is to be kept of a new password.
    ///
    /// @throws PeopleException BUSY
    String hash(String password) throws PeopleException {
        return done(() -> PasswordHash.of(password, iterations, random).toString());
    }

    /// What came of a comparison.
    ///
    /// @param better what is to be kept from now on, or empty
    record Match(boolean matches, String better) {}

    /// @param kept empty where there is no account: it takes as long, and does not match
    /// @throws PeopleException BUSY
    Match match(String password, String kept) throws PeopleException {
        return done(() -> {
            boolean nobody = kept.isEmpty();
            PasswordHash hash = nobody ? nobodys : PasswordHash.parse(kept);
            boolean matches = hash.matches(password) && !nobody;
            return new Match(
                    matches,
                    matches && hash.isWeakerThan(iterations)
                            ? PasswordHash.of(password, iterations, random).toString()
                            : "");
        });
    }

    private <T> T done(Callable<T> work) throws PeopleException {
        Future<T> result;
        try {
            result = threads.submit(work);
        } catch (RejectedExecutionException full) {
            throw busy();
        }
        try {
            return result.get();
        } catch (InterruptedException stopped) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw busy();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a password could not be looked at", failed.getCause());
        }
    }

    private static PeopleException busy() {
        return new PeopleException(Reason.BUSY, "Many are signing in just now: try again in a few seconds.");
    }

    /// How many wait.
    int waiting() {
        return threads.getQueue().size();
    }

    /// Finishes what waits; nobody else is taken.
    @Override
    public void close() {
        threads.shutdown();
    }
}
