package dev.postern.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC through the gateway, with the real client and server of grpc-java. */
@Tag("socket")
class GrpcTest {

    private static final Metadata.Key<String> NOTE = Metadata.Key.of("x-note", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> USER = Metadata.Key.of("x-user", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    private static Path directory;

    private static final EchoService ECHO = new EchoService();
    private static final AtomicReference<Metadata> HEARD = new AtomicReference<>();
    private static io.grpc.Server server;
    private static io.grpc.Server secure;
    private static GatewayUnderTest gateway;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws IOException {
        SecureGateway.certify(directory);
        ServerInterceptor listening = new ServerInterceptor() {
            @Override
            public <Q, A> io.grpc.ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                HEARD.set(headers);
                return next.startCall(call, headers);
            }
        };
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .intercept(listening)
                .addService(ECHO.definition())
                .build()
                .start();
        secure = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .useTransportSecurity(
                        directory.resolve("server.crt").toFile(),
                        directory.resolve("server.key").toFile())
                .addService(ECHO.definition())
                .build()
                .start();
        ConfigResult read = new ConfigReader(Map.of())
                .readText("""
                        server: { host: 127.0.0.1, port: 0, drain: { delay: 0s, timeout: 2s }, tls: { cert: server.crt, key: server.key } }
                        admin: { host: 127.0.0.1, port: 0 }
                        upstreams:
                          echo: { url: "http://127.0.0.1:%d", http2: true }
                          secure: { url: "https://localhost:%d", http2: true, tls: { ca: ca.crt } }
                        identity: { headers: { X-User: "'nobody'" } }
                        routes:
                          - { match: "POST /test.Echo/{name}", authorizer: open, upstream: echo }
                          - { match: "POST /test.Echo/Unary", hosts: [secure.example], authorizer: open, upstream: secure }
                          - { match: "POST /test.Echo/{name}", hosts: [denied.example], authorizer: deny, upstream: echo }
                        """.formatted(server.getPort(), secure.getPort()), directory.resolve("postern.yaml"));
        gateway = GatewayUnderTest.start(read, Clock.systemUTC());
        channel = channel("localhost");
    }

    private static ManagedChannel channel(String authority) throws IOException {
        return NettyChannelBuilder.forAddress("localhost", gateway.port())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(directory.resolve("ca.crt").toFile())
                        .build())
                .overrideAuthority("localhost")
                .intercept(new io.grpc.ClientInterceptor() {
                    @Override
                    public <Q, A> io.grpc.ClientCall<Q, A> interceptCall(
                            io.grpc.MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                        return next.newCall(
                                method, authority.equals("localhost") ? options : options.withAuthority(authority));
                    }
                })
                .build();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        gateway.close();
        server.shutdownNow();
        secure.shutdownNow();
    }

    private static CallOptions patient() {
        return CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @Test
    void a_unary_call_is_answered() {
        assertThat(ClientCalls.blockingUnaryCall(channel, EchoService.UNARY, patient(), "hello"))
                .isEqualTo("echo hello");
    }

    @Test
    void many_calls_at_once_share_connections() {
        List<com.google.common.util.concurrent.ListenableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            calls.add(ClientCalls.futureUnaryCall(channel.newCall(EchoService.UNARY, patient()), "n" + i));
        }
        for (int i = 0; i < calls.size(); i++) {
            assertThat(com.google.common.util.concurrent.Futures.getUnchecked(calls.get(i)))
                    .isEqualTo("echo n" + i);
        }
    }

    @Test
    void a_stream_of_answers_arrives_whole_and_in_order() {
        Iterator<String> answers =
                ClientCalls.blockingServerStreamingCall(channel, EchoService.COUNT, patient(), "2000");
        for (int i = 1; i <= 2000; i++) {
            assertThat(answers.next()).isEqualTo("number " + i);
        }
        assertThat(answers.hasNext()).isFalse();
    }

    @Test
    void both_sides_speak_in_turn() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        StreamObserver<String> say = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(EchoService.CHAT, patient()), new StreamObserver<>() {
                    @Override
                    public void onNext(String text) {
                        heard.add(text);
                    }

                    @Override
                    public void onError(Throwable fault) {
                        heard.add(fault.toString());
                    }

                    @Override
                    public void onCompleted() {
                        heard.add("(end)");
                    }
                });
        for (String word : List.of("one", "two", "three")) {
            say.onNext(word);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("you said " + word);
        }
        say.onCompleted();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("goodbye");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("(end)");
    }

    @Test
    void an_error_arrives_with_its_status_text_and_trailers() {
        StatusRuntimeException fault = fault(channel, "because");
        assertThat(fault.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(fault.getStatus().getDescription()).isEqualTo("not now");
        assertThat(fault.getTrailers().get(EchoService.DETAIL)).isEqualTo("because");
    }

    private static StatusRuntimeException fault(Channel by, String text) {
        return catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(by, EchoService.FAIL, patient(), text));
    }

    @Test
    void a_method_that_the_service_lacks_is_unimplemented() {
        var missing = EchoService.UNARY.toBuilder()
                .setFullMethodName("test.Echo/Missing")
                .build();
        StatusRuntimeException fault = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(channel, missing, patient(), "hello"));
        assertThat(fault.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void metadata_goes_on_and_identity_is_the_gateways() {
        Metadata sent = new Metadata();
        sent.put(NOTE, "hello");
        sent.put(USER, "admin");
        Channel noted = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(sent));
        ClientCalls.blockingUnaryCall(noted, EchoService.UNARY, patient(), "x");
        assertThat(HEARD.get().get(NOTE)).isEqualTo("hello");
        assertThat(HEARD.get().getAll(USER)).containsExactly("nobody");
    }

    @Test
    void a_deadline_that_passes_ends_the_call_at_the_service() throws InterruptedException {
        StatusRuntimeException fault = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        channel,
                        EchoService.HANG,
                        CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                        "x"));
        assertThat(fault.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(ECHO.cancelled.await(20, TimeUnit.SECONDS))
                .as("the service hears of it")
                .isTrue();
    }

    @Test
    void a_call_that_the_client_gives_up_ends_at_the_service_too() throws InterruptedException {
        ClientCall<String, String> call = channel.newCall(EchoService.CHAT, patient());
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(String text) {
                        heard.add(text);
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage("hello");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("you said hello");

        call.cancel("enough", null);
        assertThat(ECHO.givenUp.await(20, TimeUnit.SECONDS))
                .as("the service hears of it")
                .isTrue();
        Await.until("the log says that the client left", () -> gateway.accessLog().stream()
                .anyMatch(line -> line.contains("\"reason\":\"client_gone\"")));
    }

    @Test
    void a_denied_call_is_denied_in_the_words_of_grpc() throws Exception {
        ManagedChannel denied = channel("denied.example");
        StatusRuntimeException fault = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(denied, EchoService.UNARY, patient(), "hello"));
        assertThat(fault.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        denied.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    @Test
    void a_service_behind_tls_is_spoken_to_by_alpn() throws Exception {
        ManagedChannel other = channel("secure.example");
        assertThat(ClientCalls.blockingUnaryCall(other, EchoService.UNARY, patient(), "hello"))
                .isEqualTo("echo hello");
        other.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
}
