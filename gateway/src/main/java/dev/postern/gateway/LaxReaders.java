package dev.postern.gateway;

import dev.postern.gateway.http.PathSpecial;
import dev.postern.gateway.http.RequestTarget;
import dev.postern.gateway.http.Swept;
import dev.postern.gateway.http.TargetFault;
import dev.postern.gateway.route.RouteMatch;

/**
 * Backends that read a path more laxly than the gateway: what {@link PathSpecial} a route allows must not lead one of
 * them to a route with another guard (SR-6). Looks at {@link RequestTarget#otherReadings} of the path that is sent.
 */
final class LaxReaders {

    private LaxReaders() {}

    /** Why a matched path with specials cannot go on; null when it can. */
    static TargetFault faultOf(Exchange exchange) {
        GuardedRoute route = exchange.route();
        if ((exchange.target().specials() & ~route.allowedSpecials()) != 0) {
            return TargetFault.SPECIAL;
        }
        String path = exchange.pathBelowBase();
        if (path.startsWith("//")) {
            return TargetFault.LEADING_SLASHES;
        }
        return areLedElsewhere(exchange, path, exchange.match()) ? TargetFault.TWO_READINGS : null;
    }

    /** What a route sends instead of the matched path; null when it cannot be, or can be read as another route's. */
    static String rewritten(Exchange exchange) {
        GuardedRoute route = exchange.route();
        String path = route.rewrite().apply(exchange.match(), route.allowedSpecials());
        if (path == null || exchange.target().specials() == 0) {
            return path;
        }
        return areLedElsewhere(exchange, path, match(exchange, path)) ? null : path;
    }

    /** @param straight what the path leads to as it stands, which is as good as the route that the request matched */
    private static boolean areLedElsewhere(Exchange exchange, String path, RouteMatch<GuardedRoute> straight) {
        for (String reading : RequestTarget.otherReadings(path)) {
            RouteMatch<GuardedRoute> match = match(exchange, reading);
            GuardedRoute other = match.route();
            boolean elsewhere = other == null
                    ? !match.allow().isEmpty() && straight.allow().isEmpty()
                    : !other.isGuardedLike(exchange.route())
                            && (straight.route() == null || !other.isGuardedLike(straight.route()));
            if (elsewhere) {
                return true;
            }
        }
        return false;
    }

    private static RouteMatch<GuardedRoute> match(Exchange exchange, String path) {
        Swept swept = exchange.swept();
        return exchange.snapshot().routes().match(swept.host(), swept.method().name(), path);
    }
}
