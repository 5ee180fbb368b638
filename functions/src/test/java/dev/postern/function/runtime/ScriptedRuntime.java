package dev.postern.function.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A runtime client for tests, in a process of its own. What it does at start is its handler's name; what it does with an
 * event is the event, a quoted word. Knows nothing but the JDK.
 */
public final class ScriptedRuntime {

    private static final String BASE = "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/";

    private ScriptedRuntime() {}

    public static void main(String[] args) throws Exception {
        String handler = System.getenv("_HANDLER");
        switch (handler) {
            case "exits" -> System.exit(4);
            case "exitsWell" -> System.exit(0);
            case "silent" ->
                new ProcessBuilder("sleep", "600").inheritIO().start().waitFor();
            case "initError" -> {
                post("init/error", "{\"errorType\":\"Runtime.ImportModuleError\",\"errorMessage\":\"no module\"}", "x");
                System.exit(129);
            }
            case "failsOnce" -> {
                Path mark = Path.of(System.getenv("MARK"));
                if (!Files.exists(mark)) {
                    Files.createFile(mark);
                    System.exit(5);
                }
            }
            default -> {}
        }
        for (int nth = 1; ; nth++) {
            serve(nth, handler);
        }
    }

    private static void serve(int nth, String handler) throws Exception {
        HttpURLConnection next = open("invocation/next");
        String event = text(next);
        String id = next.getHeaderField("Lambda-Runtime-Aws-Request-Id");
        String reply = "invocation/" + id + "/response";
        switch (event) {
            case "\"crash\"" -> System.exit(3);
            case "\"hang\"" -> Thread.currentThread().join();
            case "\"error\"" ->
                post(
                        "invocation/" + id + "/error",
                        "{\"errorType\":\"string\",\"errorMessage\":\"Unauthorized\"}",
                        "y");
            case "\"untyped\"" -> post("invocation/" + id + "/error", "what?", "Function.Odd");
            case "\"big\"" -> post(reply, "\"" + "x".repeat(2000) + "\"", null);
            case "\"broken\"" -> post(reply, "{", null);
            case "\"nothing\"" -> post(reply, "", null);
            case "\"scan\"" -> post(reply, scan(id), null);
            case "\"talk\"" -> {
                System.out.println("to standard output");
                System.err.println("to standard error");
                System.err.println("x".repeat(10_000));
                post(reply, "1", null);
            }
            case "\"leave\"" -> {
                long left =
                        new ProcessBuilder("sleep", "600").inheritIO().start().pid();
                post(reply, "[" + ProcessHandle.current().pid() + "," + left + "]", null);
            }
            case "\"mark\"" -> {
                Path written = Path.of(System.getenv("MARK") + ".new");
                Files.writeString(written, id);
                Files.move(written, Path.of(System.getenv("MARK")));
                Thread.currentThread().join();
            }
            case "\"browser\"" -> post(reply, browser(), null);
            case "\"helper\"" -> post(reply, Integer.toString(helper(reply)), null);
            case "\"files\"" -> post(reply, descriptors(), null);
            default -> post(reply, about(nth, event, next, handler), null);
        }
    }

    private static String about(int nth, String event, HttpURLConnection next, String handler) {
        StringBuilder json = new StringBuilder("{\"nth\":" + nth + ",\"pid\":")
                .append(ProcessHandle.current().pid())
                .append(",\"id\":\"")
                .append(next.getHeaderField("Lambda-Runtime-Aws-Request-Id"))
                .append("\",\"deadline\":")
                .append(next.getHeaderField("Lambda-Runtime-Deadline-Ms"))
                .append(",\"arn\":\"")
                .append(next.getHeaderField("Lambda-Runtime-Invoked-Function-Arn"))
                .append("\",\"trace\":\"")
                .append(next.getHeaderField("Lambda-Runtime-Trace-Id"))
                .append("\",\"handler\":\"")
                .append(handler)
                .append("\",\"event\":")
                .append(event)
                .append(",\"environment\":{");
        Map<String, String> variables = new TreeMap<>(System.getenv());
        String comma = "";
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            json.append(comma).append('"').append(variable.getKey()).append("\":\"");
            json.append(variable.getValue().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
            comma = ",";
        }
        return json.append("}}").toString();
    }

    /** Every call that its runtime must not make, with the status it gets. */
    private static String scan(String id) throws IOException {
        return "{\"next\":" + status(open("invocation/next"))
                + ",\"unknown id\":"
                + post("invocation/00000000-0000-0000-0000-000000000000/response", "1", null)
                + ",\"no id\":" + post("invocation//response", "1", null)
                + ",\"init\":" + post("init/error", "{}", null)
                + ",\"restore\":" + status(open("restore/next"))
                + ",\"query\":" + status(open("invocation/next?x=1"))
                + ",\"root\":"
                + status((HttpURLConnection)
                        URI.create(BASE).resolve("/").toURL().openConnection())
                + ",\"id by GET\":" + status(open("invocation/" + id + "/response"))
                + "}";
    }

    /** What a page in a browser could have sent by this process. */
    private static String browser() throws IOException {
        String api = System.getenv("AWS_LAMBDA_RUNTIME_API");
        String line = "POST /2018-06-01/runtime/invocation/x/response HTTP/1.1\r\nContent-Length: 0\r\n";
        return "{\"plain\":" + Stranger.status(port(), line + "Host: " + api + "\r\n\r\n")
                + ",\"localhost\":" + Stranger.status(port(), line + "Host: localhost:" + port() + "\r\n\r\n")
                + ",\"origin\":"
                + Stranger.status(port(), line + "Host: " + api + "\r\nOrigin: http://" + api + "\r\n\r\n")
                + ",\"host\":" + Stranger.status(port(), line + "Host: rebound.example:" + port() + "\r\n\r\n")
                + ",\"port\":" + Stranger.status(port(), line + "Host: 127.0.0.1\r\n\r\n")
                + ",\"none\":" + Stranger.status(port(), line.replace("1.1", "1.0") + "\r\n")
                + "}";
    }

    private static int port() {
        String api = System.getenv("AWS_LAMBDA_RUNTIME_API");
        return Integer.parseInt(api.substring(api.indexOf(':') + 1));
    }

    /** The status that a process started by this one gets for the answer to its event. */
    private static int helper(String reply) throws Exception {
        String request = "POST /2018-06-01/runtime/" + reply + " HTTP/1.1\r\nContent-Length: 1\r\nHost: "
                + System.getenv("AWS_LAMBDA_RUNTIME_API") + "\r\n\r\n1";
        return Stranger.byBash(port(), request);
    }

    private static String descriptors() throws IOException {
        StringBuilder all = new StringBuilder("[");
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                if (Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    String to = Files.readSymbolicLink(file).toString();
                    all.append(all.length() > 1 ? "," : "")
                            .append("\"")
                            .append(file.getFileName())
                            .append(' ');
                    all.append(to).append('"');
                }
            }
        }
        return all.append("]").toString();
    }

    private static HttpURLConnection open(String path) throws IOException {
        return (HttpURLConnection) URI.create(BASE + path).toURL().openConnection();
    }

    private static int post(String path, String body, String type) throws IOException {
        HttpURLConnection call = open(path);
        call.setRequestMethod("POST");
        call.setDoOutput(true);
        if (type != null) {
            call.setRequestProperty("Lambda-Runtime-Function-Error-Type", type);
        }
        try (OutputStream out = call.getOutputStream()) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return status(call);
    }

    private static int status(HttpURLConnection call) throws IOException {
        int status = call.getResponseCode();
        try (InputStream in = status < 400 ? call.getInputStream() : call.getErrorStream()) {
            if (in != null) {
                in.readAllBytes();
            }
        }
        return status;
    }

    private static String text(HttpURLConnection call) throws IOException {
        try (InputStream in = call.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
