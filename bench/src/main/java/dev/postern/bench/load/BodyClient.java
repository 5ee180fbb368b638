package dev.postern.bench.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends one large body to a {@link LoadOrigin}, or fetches one from it, through whatever listens on the port. */
public final class BodyClient {

    private final int port;
    private final String headers;
    private final int receiveBuffer;

    /**
     * @param headers more header lines, each with its end of line
     * @param receiveBuffer bytes the kernel may hold for it; 0 for the system's default
     */
    public BodyClient(int port, String headers, int receiveBuffer) {
        this.port = port;
        this.headers = headers;
        this.receiveBuffer = receiveBuffer;
    }

    /**
     * What both ends saw of a body.
     *
     * @param status of the answer
     */
    public record Passage(int status, Message.Body sent, Message.Body received) {

        /** Whether every byte came through in its place. */
        public boolean isWhole() {
            return status == 200 && sent.equals(received);
        }
    }

    /** Sends a body; the origin says what it got. */
    public Passage upload(String path, long bytes, Framing framing) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 64 << 10);
            write(out, "PUT " + path + " HTTP/1.1\r\n" + Message.framing(bytes, framing));
            Message.Body sent = Message.writeBody(out, bytes, framing);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Message answer = Message.readHead(in);
            String text = new String(
                    in.readNBytes(Integer.parseInt(answer.headers().getOrDefault("content-length", "0"))),
                    StandardCharsets.US_ASCII);
            int blank = text.indexOf(' ');
            Message.Body received = answer.status() == 200
                    ? new Message.Body(Long.parseLong(text.substring(0, blank)), text.substring(blank + 1))
                    : new Message.Body(0, text);
            return new Passage(answer.status(), sent, received);
        }
    }

    /** Fetches a body at a pace, and compares with what it ought to be. */
    public Passage download(String path, long bytes, Framing framing, Pace pace) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            write(out, "GET " + path + "/source?bytes=" + bytes + "&framing=" + framing + " HTTP/1.1\r\n");
            out.flush();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            Message answer = Message.readHead(in);
            Message.Body received = answer.readBody(in, pace);
            return new Passage(
                    answer.status(),
                    Message.writeBody(OutputStream.nullOutputStream(), bytes, Framing.LENGTH),
                    received);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        return socket;
    }

    private void write(OutputStream out, String head) throws IOException {
        out.write((head + "Host: 127.0.0.1:" + port + "\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
