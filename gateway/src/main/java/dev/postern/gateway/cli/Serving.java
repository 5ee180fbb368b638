package dev.postern.gateway.cli;

import dev.postern.gateway.ConfigurationCheck;
import dev.postern.gateway.ConfigurationException;
import dev.postern.gateway.Gateway;
import dev.postern.gateway.ListenException;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.observe.BuildInfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway from its start to its end in order; what {@code run} and {@code demo} have in common. */
final class Serving {

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private final Vertx vertx;
    private final Gateway.Settings settings;
    private final StopSignals signals;
    private final PrintWriter err;
    private final Function<ListenException, String> advice;

    /** What happens while a gateway serves; closed before it stops. */
    interface Company {

        void close();
    }

    /** @param advice what to say when an address cannot be bound */
    Serving(
            Vertx vertx,
            Gateway.Settings settings,
            StopSignals signals,
            PrintWriter err,
            Function<ListenException, String> advice) {
        this.vertx = vertx;
        this.settings = settings;
        this.signals = signals;
        this.err = err;
        this.advice = advice;
    }

    /**
     * Serves until a signal comes.
     *
     * @param read the configuration; its problems are printed, warnings too
     * @param ready called once when the gateway is ready
     * @return the exit code
     */
    int serve(ConfigResult read, Function<Gateway, Company> ready) {
        List<String> tooOld = VersionFloors.breaches(BuildInfo.current());
        if (!tooOld.isEmpty()) {
            print("postern: cannot start: " + String.join("; ", tooOld));
            return Exit.FAILED;
        }
        Gateway gateway;
        try {
            gateway = Gateway.start(vertx, settings, read).await();
        } catch (ConfigurationException e) {
            return refuse(read);
        } catch (ListenException e) {
            print("postern: " + advice.apply(e));
            return Exit.FAILED;
        } catch (Exception e) { // await() throws what the future failed with
            LOG.error("The gateway cannot start", e);
            print("postern: cannot start: " + e.getMessage());
            return Exit.FAILED;
        }
        print(read.problems().render().stripTrailing());
        gateway.provisioned().await();
        if (signals.arrived()) {
            return end(gateway.stopNow());
        }
        Company company = ready.apply(gateway);
        signals.await();
        company.close();
        return end(gateway.stop());
    }

    /** Reading may have stopped short of what compiling finds; all of it is to be said at once. */
    private int refuse(ConfigResult read) {
        ConfigurationCheck.compile(vertx, read);
        print(read.problems().render().stripTrailing());
        return Exit.BAD_CONFIGURATION;
    }

    private int end(Future<Void> stopped) {
        stopped.await();
        settings.accessLog().close();
        return Exit.OK;
    }

    private void print(String text) {
        if (!text.isEmpty()) {
            err.println(text);
            err.flush();
        }
    }
}
