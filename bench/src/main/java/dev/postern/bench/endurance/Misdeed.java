package dev.postern.bench.endurance;

import dev.postern.bench.load.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** What clients do, most of it wrong, each on a connection of its own; none takes longer than a few seconds. */
enum Misdeed {
    /** The only one that does everything right, a dozen times on one connection. */
    NONE {
        @Override
        void commit(Client client) throws IOException {
            for (int i = 0; i < 12; i++) {
                client.exchange("GET /notes HTTP/1.1", "", new byte[0]);
            }
        }
    },
    BAD_TOKENS {
        @Override
        void commit(Client client) throws IOException {
            for (int i = 0; i < 6; i++) {
                client.exchangeAs(client.badToken(), "GET /notes HTTP/1.1");
            }
        }
    },
    UPLOADS {
        @Override
        void commit(Client client) throws IOException {
            client.exchange("POST /sink HTTP/1.1", "Content-Length: 9000\r\n", new byte[9_000]);
            client.exchange("POST /sink HTTP/1.1", "Content-Length: 300000\r\n", new byte[300_000]);
            client.exchange("POST /sink HTTP/1.1", "Transfer-Encoding: chunked\r\n", chunks(40, 4_000));
        }
    },
    LEAVES_AFTER_ITS_REQUEST {
        @Override
        void commit(Client client) throws IOException {
            client.send("GET /slow?head=300 HTTP/1.1", "");
        }
    },
    RESETS_A_DOWNLOAD {
        @Override
        void commit(Client client) throws IOException {
            client.send("GET /large?bytes=8000000 HTTP/1.1", "");
            client.read(20_000, 0);
            client.reset();
        }
    },
    LEAVES_AN_UPLOAD {
        @Override
        void commit(Client client) throws IOException {
            client.send("POST /sink HTTP/1.1", "Content-Length: 5000000\r\n");
            client.write(new byte[200_000]);
            client.reset();
        }
    },
    LEAVES_A_SMALL_UPLOAD {
        @Override
        void commit(Client client) throws IOException {
            client.send("POST /sink HTTP/1.1", "Content-Length: 9000\r\n");
            client.write(new byte[4_000]);
        }
    },
    LEAVES_WITH_REQUESTS_QUEUED {
        @Override
        void commit(Client client) throws IOException {
            for (int i = 0; i < 8; i++) {
                client.send("GET /slow?head=100 HTTP/1.1", "");
            }
            client.reset();
        }
    },
    NEVER_ENDS_ITS_HEAD {
        @Override
        void commit(Client client) throws IOException {
            client.write("GET /notes HTTP/1.1\r\nHost:".getBytes(StandardCharsets.ISO_8859_1));
            client.read(Integer.MAX_VALUE, 0);
        }
    },
    NEVER_ENDS_ITS_BODY {
        @Override
        void commit(Client client) throws IOException {
            client.send("POST /sink HTTP/1.1", "Transfer-Encoding: chunked\r\n");
            client.write("5\r\nhello\r\n".getBytes(StandardCharsets.ISO_8859_1));
            client.read(Integer.MAX_VALUE, 0);
        }
    },
    WAITS_FOR_A_DEAF_BACKEND {
        @Override
        void commit(Client client) throws IOException {
            client.exchange("GET /slow?head=60000 HTTP/1.1", "", new byte[0]);
        }
    },
    READS_SLOWLY {
        @Override
        void commit(Client client) throws IOException {
            client.send("GET /large?bytes=3000000 HTTP/1.1", "");
            for (int i = 0; i < 20; i++) {
                client.read(1_000, 100_000_000);
            }
        }
    },
    WEB_SOCKET {
        @Override
        void commit(Client client) throws IOException {
            client.shakeHands();
            for (int i = 0; i < 20; i++) {
                client.write(frame(0x82, 3_000));
                client.read(3_004, 0);
            }
            client.write(frame(0x88, 0));
            client.read(2, 0);
        }
    },
    WEB_SOCKET_THAT_DIES {
        @Override
        void commit(Client client) throws IOException {
            client.shakeHands();
            client.write(frame(0x82, 60_000));
            client.reset();
        }
    },
    NONSENSE {
        @Override
        void commit(Client client) throws IOException {
            client.write("\0\1\2 nonsense\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            client.read(Integer.MAX_VALUE, 0);
        }
    };

    abstract void commit(Client client) throws IOException;

    private static byte[] chunks(int count, int bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            out.writeBytes((Integer.toHexString(bytes) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.writeBytes(new byte[bytes]);
            out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }

    /** A masked frame of zeroes under a mask of zeroes (RFC 6455 section 5.2). */
    private static byte[] frame(int first, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (length < 126) {
            out.write(0x80 | length);
        } else {
            out.write(0x80 | 126);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(new byte[4 + length]);
        return out.toByteArray();
    }

    /** One connection, and how to misuse it. */
    static final class Client implements AutoCloseable {
        private static final int TIMEOUT_MILLIS = 10_000;

        private final Socket socket = new Socket();
        private final String token;
        private final String badToken;
        private final byte[] buffer = new byte[8 << 10];

        Client(int port, String token, String badToken) throws IOException {
            this.token = token;
            this.badToken = badToken;
            socket.setReceiveBufferSize(16 << 10);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        }

        String badToken() {
            return badToken;
        }

        void send(String line, String headers) throws IOException {
            write(head(token, line, headers));
        }

        private static byte[] head(String token, String line, String headers) {
            return (line + "\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token + "\r\n" + headers + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        void exchange(String line, String headers, byte[] body) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(head(token, line, headers));
            all.writeBytes(body);
            new Exchange().run(socket, all.toByteArray());
        }

        void exchangeAs(String other, String line) throws IOException {
            new Exchange().run(socket, head(other, line, ""));
        }

        void shakeHands() throws IOException {
            send(
                    "GET /ws HTTP/1.1",
                    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
            InputStream in = socket.getInputStream();
            int ends = 0;
            while (ends < 4) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("no handshake");
                }
                ends = b == '\r' || b == '\n' ? ends + 1 : 0;
            }
        }

        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Reads so many bytes, or until the end, then waits. */
        void read(int bytes, long pauseNanos) throws IOException {
            for (int left = bytes; left > 0; ) {
                int count = socket.getInputStream().read(buffer, 0, Math.min(left, buffer.length));
                if (count < 0) {
                    return;
                }
                left -= count;
            }
            if (pauseNanos > 0) {
                LockSupport.parkNanos(pauseNanos);
            }
        }

        /** Closes as a crash does. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
