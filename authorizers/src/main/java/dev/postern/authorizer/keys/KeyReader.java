package dev.postern.authorizer.keys;

import dev.postern.authorizer.token.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileProps;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** Gets the text of one issuer's key set from wherever it is. */
final class KeyReader {

    private final Vertx vertx;
    private final KeySettings settings;
    private final DocumentFetcher fetcher;

    KeyReader(Vertx vertx, ProxyRules proxies, KeySettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.fetcher = new DocumentFetcher(vertx, proxies, settings);
    }

    /** Reads; fails with {@link FetchFailure} and nothing else. */
    Future<DocumentFetcher.Document> read() {
        if (settings.location() instanceof KeyLocation.File file) {
            return readFile(file.path());
        } else if (settings.location() instanceof KeyLocation.Discovery discovery) {
            return fetcher.fetch(discovery.document()).compose(document -> fetchDiscovered(discovery, document.text()));
        }
        return fetcher.fetch(((KeyLocation.Url) settings.location()).url());
    }

    private Future<DocumentFetcher.Document> fetchDiscovered(KeyLocation.Discovery discovery, String text) {
        Map<String, Object> document = StrictJson.object(text);
        if (document == null) {
            return rejected(discovery.document() + " is not a JSON object without duplicate members");
        }
        // OpenID Connect Discovery 1.0 section 4.3.
        if (!discovery.issuer().equals(document.get("issuer"))) {
            return rejected(discovery.document() + " names another issuer");
        }
        if (!(document.get("jwks_uri") instanceof String uri)) {
            return rejected(discovery.document() + " has no jwks_uri");
        }
        try {
            URI keys = URI.create(uri);
            // The configuration names the issuer's host; any other is the document's word only (SR-101).
            return discovery.document().getHost().equalsIgnoreCase(keys.getHost())
                    ? fetcher.fetch(keys)
                    : fetcher.fetchOutside(keys);
        } catch (IllegalArgumentException e) {
            return rejected(discovery.document() + " has a jwks_uri that is not a URL");
        }
    }

    private Future<DocumentFetcher.Document> readFile(Path path) {
        return vertx.fileSystem()
                .props(path.toString())
                .compose(props -> isReadable(props)
                        ? vertx.fileSystem().readFile(path.toString())
                        : Future.failedFuture(
                                "is not a file of at most " + settings.limits().documentBytes() + " bytes"))
                .map(text -> new DocumentFetcher.Document(text.toString(), -1))
                .recover(e -> Future.failedFuture(FetchFailure.failed("cannot read " + path)));
    }

    private boolean isReadable(FileProps props) {
        return props.isRegularFile() && props.size() <= settings.limits().documentBytes();
    }

    private static Future<DocumentFetcher.Document> rejected(String message) {
        return Future.failedFuture(FetchFailure.rejected(message));
    }
}
