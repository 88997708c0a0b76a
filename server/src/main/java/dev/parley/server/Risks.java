package dev.parley.server;

import dev.parley.server.config.ApiOptions;
import dev.parley.server.config.BackendConfig;
import dev.parley.server.config.MessagingOptions;
import dev.parley.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;

/// What an owner has asked for and may not have meant, where others can reach the server.
final class Risks {

    private Risks() {}

    /// @param reachable whether others than this machine may reach it
    /// @return a sentence each
    static List<String> of(ServerConfig config, boolean reachable) {
        if (!reachable) {
            return List.of();
        }
        List<String> risks = new ArrayList<>();
        BackendConfig backend = config.backend();
        if (backend.api().insecure() && !backend.api().disabled() && !backend.hasApiToItself()) {
            risks.add("`" + ApiOptions.INSECURE.name() + "` is on, and others can reach this server: whoever does may "
                    + "call its API, with no key. Set `" + ApiOptions.KEY.name()
                    + "` instead, or give the API an address "
                    + "of its own that only your backend reaches (`" + ApiOptions.INTERNAL_ADDRESS.name() + "`)");
        }
        if (config.messaging().insecure()) {
            risks.add(
                    "`" + MessagingOptions.INSECURE.name() + "` is on, and others can reach this server: whoever does "
                            + "may connect, subscribe and publish, whatever namespaces allow. It is for development: switch it "
                            + "off");
        }
        return risks;
    }
}
