package dev.postern.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged gateway, started as a user starts it: {@code java … -jar postern.jar run FILE}. */
public final class GatewayPeer implements Peer {

    private final String name;
    private final List<String> java;
    private final Path jar;
    private final Path accessLog;
    private final int port = Workplace.freePort();

    /**
     * @param java command and flags of the JVM
     * @param accessLog where standard output goes
     */
    public GatewayPeer(String name, List<String> java, Path jar, Path accessLog) {
        this.name = name;
        this.java = List.copyOf(java);
        this.jar = jar;
        this.accessLog = accessLog;
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
        return true;
    }

    @Override
    public boolean compilesAtRunTime() {
        return true;
    }

    @Override
    public Process start(Workplace workplace) throws IOException {
        Path file = workplace.render("postern.yaml", Map.of("port", Integer.toString(port)));
        return start(workplace, file, PROXY_CORE);
    }

    /** Starts it with a configuration that is there already. */
    public Process start(Workplace workplace, Path file, int core) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of("-jar", jar.toString(), "run", file.toString()));
        return workplace
                .children()
                .start(
                        core,
                        ProcessBuilder.Redirect.appendTo(accessLog.toFile()),
                        workplace.directory().resolve(name + ".err"),
                        command);
    }
}
