package dev.postern.gateway.admin;

import dev.postern.authorizer.cache.PurgeBoard;
import dev.postern.authorizer.lockout.LockoutList;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.observe.BuildInfo;
import io.vertx.core.Future;

/** What the admin port may see of a running gateway. Safe to call from any thread; none but {@link #scrape} may block. */
public interface AdminView {

    /** Whether the process works. False asks the orchestrator to restart it. */
    boolean live();

    /** Whether it should get requests; see {@link Readiness}. */
    ReadyState ready();

    /** All metrics in the text format 0.0.4. Called on a worker thread. */
    String scrape();

    /**
     * Asks an upstream's {@code health} path. Calls are already limited to one a second for each name.
     *
     * @return never fails: a failure is {@link UpstreamHealth#down}, a name that is not configured
     *     {@link UpstreamHealth#unknown}
     */
    Future<UpstreamHealth> upstream(String name);

    /** The configuration in use; only {@link ConfigSummary} of it is shown. */
    GatewayConfig config();

    /** Who is locked out; what the admin port adds there counts from the next request on. */
    LockoutList lockout();

    /** What ends remembered decisions before their time. */
    PurgeBoard purges();

    /** What is running. */
    default BuildInfo build() {
        return BuildInfo.current();
    }
}
