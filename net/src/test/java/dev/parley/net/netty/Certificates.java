package dev.parley.net.netty;

import dev.parley.net.ListenOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Makes certificates for tests with the JDK's keytool.
final class Certificates {

    private Certificates() {}

    /// A certificate and its key, as the text of their files.
    private record Pair(String certificate, String key) {}

    /// keytool takes a second, so each name is made once.
    private static final ConcurrentHashMap<String, Pair> MADE = new ConcurrentHashMap<>();

    /// Writes `NAME.crt` and `NAME.key` for `host` into `folder`.
    static ListenOptions.TlsFiles make(Path folder, String name, String host) throws Exception {
        Pair pair = MADE.get(name + host);
        if (pair == null) {
            pair = generate(folder, name, host);
            MADE.put(name + host, pair);
        }
        Path certificate = Files.writeString(folder.resolve(name + ".crt"), pair.certificate());
        return new ListenOptions.TlsFiles(certificate, Files.writeString(folder.resolve(name + ".key"), pair.key()));
    }

    private static Pair generate(Path folder, String name, String host) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-validity",
                        "30",
                        "-ext",
                        "san=dns:" + host,
                        "-ext",
                        "bc=ca:true",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "password",
                        "-storetype",
                        "PKCS12")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool: " + said);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "password".toCharArray());
        }
        Key key = keys.getKey("a", "password".toCharArray());
        return new Pair(
                pem("CERTIFICATE", keys.getCertificate("a").getEncoded()), pem("PRIVATE KEY", key.getEncoded()));
    }

    /// Puts `source` in the place of `target`, at once.
    static void replace(Path target, Path source) throws IOException {
        Path beside = target.resolveSibling(target.getFileName() + ".new");
        Files.copy(source, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String pem(String type, byte[] encoded) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END " + type + "-----\n";
    }
}
