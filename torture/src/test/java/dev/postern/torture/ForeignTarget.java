package dev.postern.torture;

import dev.postern.gateway.attack.Reading;
import dev.postern.gateway.attack.ScriptedUpstream;
import dev.postern.gateway.attack.WireTarget;
import dev.postern.gateway.attack.WireWords;
import java.util.LinkedHashMap;
import java.util.Map;

/** A gateway that somebody else started, with the runner's {@link ScriptedUpstream} behind it. */
class ForeignTarget implements WireTarget {

    private static final int PATIENCE_MILLIS = Integer.getInteger("wire.patience", 2_000);

    private final String host;
    private final int port;
    private final ScriptedUpstream upstream;
    private final Map<String, String> words;

    ForeignTarget(String host, int port, ScriptedUpstream upstream) {
        this.host = host;
        this.port = port;
        this.upstream = upstream;
        this.words = new LinkedHashMap<>(WireWords.of(upstream.port(), port));
    }

    /** Puts another text for a word, such as a token of the gateway's own issuer. */
    final void word(String word, String text) {
        words.put(word, text);
    }

    @Override
    public final String host() {
        return host;
    }

    @Override
    public final int port() {
        return port;
    }

    @Override
    public final ScriptedUpstream upstream() {
        return upstream;
    }

    @Override
    public final Map<String, String> words() {
        return words;
    }

    @Override
    public final Reading reading() {
        return Reading.FOREIGN;
    }

    @Override
    public final int patience() {
        return PATIENCE_MILLIS;
    }

    @Override
    public void close() {
        upstream.close();
    }
}
