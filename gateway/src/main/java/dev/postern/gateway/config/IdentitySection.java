package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import java.util.Map;

/** Reads {@code identity:}; the names and expressions in it are checked when they are compiled. */
final class IdentitySection {

    /** What becomes of an e-mail address that the issuer did not verify (SR-160). */
    private enum UnverifiedEmail {
        OMIT,
        SEND
    }

    private final Settings settings;

    IdentitySection(Settings settings) {
        this.settings = settings;
    }

    IdentityConfig read() {
        IdentityConfig standard = IdentityConfig.DEFAULT;
        Map<String, String> headers = standard.headers();
        if (settings.has("headers")) {
            headers = settings.textMap("headers");
        }
        IdentityConfig.Encoding encoding = settings.choice(
                "encoding", IdentityConfig.Encoding.class, IdentityConfig.Encoding::word, standard.encoding());
        boolean send = settings.choice(
                        "unverifiedEmail",
                        UnverifiedEmail.class,
                        word -> HostText.lower(word.name()),
                        UnverifiedEmail.OMIT)
                == UnverifiedEmail.SEND;
        settings.finish();
        return new IdentityConfig(headers, encoding, send);
    }
}
