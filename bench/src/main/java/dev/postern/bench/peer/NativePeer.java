package dev.postern.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A proxy from the distribution, started from one of the templates. */
public final class NativePeer implements Peer {

    private final String name;
    private final String template;
    private final boolean guards;
    private final int core;
    private final int port;
    private final Function<Path, List<String>> command;

    private NativePeer(
            String name, String template, boolean guards, int core, int port, Function<Path, List<String>> command) {
        this.name = name;
        this.template = template;
        this.guards = guards;
        this.core = core;
        this.port = port;
        this.command = command;
    }

    /** nginx, which checks nothing: the floor. */
    public static NativePeer nginx() {
        return new NativePeer(
                "nginx-plain", "nginx-plain.conf", false, PROXY_CORE, Workplace.freePort(), NativeCommand::nginx);
    }

    /** HAProxy with {@code jwt_verify} on every request. */
    public static NativePeer haproxy() {
        return new NativePeer(
                "haproxy-jwt", "haproxy-jwt.cfg", true, PROXY_CORE, Workplace.freePort(), NativeCommand::haproxy);
    }

    /** The backend behind all of them. */
    public static NativePeer origin(Workplace workplace) {
        return new NativePeer("origin", "origin.conf", false, LOAD_CORE, workplace.originPort(), NativeCommand::nginx);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean guards() {
        return guards;
    }

    @Override
    public boolean compilesAtRunTime() {
        return false;
    }

    @Override
    public Process start(Workplace workplace) throws IOException {
        Path file = workplace.render(template, Map.of("port", Integer.toString(port)));
        return workplace
                .children()
                .start(
                        core,
                        ProcessBuilder.Redirect.DISCARD,
                        workplace.directory().resolve(name + ".err"),
                        command.apply(file));
    }
}
