package dev.parley.server.chat.branding;

import dev.parley.chat.storage.Room;
import dev.parley.server.api.Json;
import dev.parley.server.config.BrandingConfig;
import dev.parley.server.config.ConfiguredRoom;
import dev.parley.server.http.Encoded;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// `chat/settings`: what the page needs before anybody has signed in. Made anew when a picture has changed. Any thread.
final class SettingsPage {

    private final BrandingConfig config;
    private final Facts facts;
    private volatile @Nullable Made made;

    private record Made(@Nullable Picture logo, Map<String, Picture> emoticons, Encoded page) {}

    SettingsPage(BrandingConfig config, Facts facts) {
        this.config = config;
        this.facts = facts;
    }

    /// @param logo null when there is none
    Encoded with(@Nullable Picture logo, Map<String, Picture> emoticons) {
        Made there = made;
        if (there == null || there.logo() != logo || there.emoticons() != emoticons) {
            there = new Made(logo, emoticons, Encoded.of(Json.object(json -> write(json, logo, emoticons))));
            made = there;
        }
        return there.page();
    }

    private void write(JsonGenerator json, @Nullable Picture logo, Map<String, Picture> emoticons) {
        json.writeStringProperty("title", config.title().text());
        if (logo != null) {
            json.writeStringProperty("logo", "chat/logo?v=" + logo.version());
        }
        Accent accent = config.accent();
        if (accent != null) {
            json.writeStringProperty("accent", accent.text());
            json.writeStringProperty("accent_ink", accent.ink());
        }
        json.writeName("rooms");
        json.writeStartArray();
        for (ConfiguredRoom room : config.rooms()) {
            if (room.kind() != Room.Kind.INVITATION) {
                json.writeString(room.id());
            }
        }
        json.writeEndArray();
        json.writeBooleanProperty("guests", facts.guests());
        json.writeStringProperty("accounts", facts.accounts());
        json.writeName("emoticons");
        json.writeStartArray();
        emoticons.forEach((name, picture) -> {
            json.writeStartObject();
            json.writeStringProperty("name", name);
            json.writeStringProperty("url", Branding.EMOTICONS.substring(1) + name + "?v=" + picture.version());
            json.writeEndObject();
        });
        json.writeEndArray();
        json.writeName("limits");
        json.writeStartObject();
        json.writeNumberProperty("text", facts.textLimit());
        json.writeNumberProperty("name", facts.nameLimit());
        json.writeNumberProperty("file", facts.fileLimit());
        json.writeEndObject();
        json.writeBooleanProperty("files", facts.files());
        json.writeBooleanProperty("support", facts.support());
        json.writeStringProperty("version", facts.version());
    }
}
