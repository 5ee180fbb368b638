package dev.postern.bench.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** One request and its answer on a socket, and how far it got. */
public final class Exchange {

    private boolean started;
    private boolean last;
    private int status;

    /**
     * Sends the request and reads the whole answer.
     *
     * @throws IOException when the answer does not come whole
     */
    public void run(Socket socket, byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        in.mark(1);
        started = in.read() >= 0;
        if (!started) {
            throw new EOFException("closed without an answer");
        }
        in.reset();
        Message answer = Message.readHead(in);
        answer.readBody(in, Pace.EAGER);
        last = "close".equalsIgnoreCase(answer.headers().get("connection"));
        status = answer.status();
    }

    /** Whether a byte of the answer came. */
    public boolean isStarted() {
        return started;
    }

    /** Whether the answer said that it is the last of its connection. */
    public boolean isLast() {
        return last;
    }

    /** Of a whole answer; 0 before. */
    public int status() {
        return status;
    }
}
