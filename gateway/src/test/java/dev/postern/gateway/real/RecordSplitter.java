package dev.postern.gateway.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Stands between a TLS client and a server and cuts the client's first record, its ClientHello, into records of sixteen
 * bytes (RFC 8446 section 5.1 allows it), each sent byte by byte.
 */
final class RecordSplitter implements AutoCloseable {

    private static final int PIECE = 16;

    private final Socket near;
    private final Socket far;

    private RecordSplitter(Socket near, Socket far) {
        this.near = near;
        this.far = far;
    }

    static RecordSplitter before(Socket server) throws IOException {
        try (ServerSocket between = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket near = new Socket(between.getInetAddress(), between.getLocalPort());
            Socket far = between.accept();
            server.setTcpNoDelay(true);
            daemon(() -> {
                split(far.getInputStream(), server.getOutputStream());
                far.getInputStream().transferTo(server.getOutputStream());
            });
            daemon(() -> server.getInputStream().transferTo(far.getOutputStream()));
            return new RecordSplitter(near, far);
        }
    }

    private static void split(InputStream in, OutputStream out) throws IOException {
        byte[] head = in.readNBytes(5);
        byte[] hello = in.readNBytes((head[3] & 0xff) << 8 | head[4] & 0xff);
        for (int at = 0; at < hello.length; at += PIECE) {
            int length = Math.min(PIECE, hello.length - at);
            for (byte each : new byte[] {head[0], head[1], head[2], 0, (byte) length}) {
                out.write(each);
            }
            for (int i = at; i < at + length; i++) {
                out.write(hello[i]);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side left.
                    }
                },
                "record-splitter");
        thread.setDaemon(true);
        thread.start();
    }

    /** The client's end. */
    Socket socket() {
        return near;
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
