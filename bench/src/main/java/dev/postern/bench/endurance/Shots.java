package dev.postern.bench.endurance;

import dev.postern.bench.endurance.SteadyLoad.Shot;
import dev.postern.bench.peer.IdToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The requests of a load by their number: of twenty, fourteen read, two write, and one each has a forged, a foreign, an
 * expired and no token. Several hundred tokens in turn, so that verifications are not all remembered.
 */
final class Shots implements LongFunction<Shot> {

    private static final int TOKENS = 300;

    private final List<String> before;
    private final String foreign;
    private final String expired;
    private final int aNewOneIn;
    private volatile List<String> after = List.of();
    private volatile boolean onlyAfter;

    /**
     * @param issuer whose tokens are good
     * @param aNewOneIn how many requests come to one on a connection of its own; 1 for each
     */
    Shots(IdToken issuer, int aNewOneIn) {
        this.before = issuer.mint(TOKENS);
        this.foreign = new IdToken("key-1").mint(1).get(0);
        this.expired = issuer.expired();
        this.aNewOneIn = aNewOneIn;
    }

    /** Every other token is of this issuer from now on. */
    void alsoOf(IdToken next) {
        after = next.mint(TOKENS);
    }

    /** No token of the first issuer is sent as a good one any more. */
    void onlyOfTheNext() {
        onlyAfter = true;
    }

    @Override
    public Shot apply(long number) {
        int of = (int) (number % 20);
        boolean anew = number % aNewOneIn == 0;
        return switch (of) {
            case 3 -> shot(Call.Kind.FORGED, "GET /notes", IdToken.tampered(good(number)), "", anew);
            case 7 -> shot(Call.Kind.FOREIGN, "GET /notes", foreign, "", anew);
            case 11 -> shot(Call.Kind.EXPIRED, "GET /notes", expired, "", anew);
            case 15 -> shot(Call.Kind.NAKED, "GET /notes", null, "", anew);
            case 5, 13 -> shot(Call.Kind.WRITE, "POST /sink", good(number), "x".repeat(700), anew);
            default -> shot(Call.Kind.READ, "GET /notes", good(number), "", anew);
        };
    }

    /** A request whose answer takes this long. */
    Shot slow(long number, long millis) {
        return shot(Call.Kind.SLOW, "GET /slow?head=" + millis, good(number), "", true);
    }

    private String good(long number) {
        List<String> next = after;
        boolean second = !next.isEmpty() && (onlyAfter || number % 2 == 0);
        return (second ? next : before).get((int) (number / 2 % TOKENS));
    }

    private static Shot shot(Call.Kind kind, String line, String token, String body, boolean anew) {
        String head = line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + (token == null ? "" : "Authorization: Bearer " + token + "\r\n")
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n");
        return new Shot(kind, (head + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1), anew);
    }
}
