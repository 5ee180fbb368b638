package dev.postern.gateway.http2;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A gRPC service of plain texts: one call of each kind, one that fails, and one that never ends. */
final class EchoService {

    static final Metadata.Key<String> DETAIL = Metadata.Key.of("x-detail", Metadata.ASCII_STRING_MARSHALLER);

    static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
    static final MethodDescriptor<String, String> COUNT = method("Count", MethodType.SERVER_STREAMING);
    static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING);
    static final MethodDescriptor<String, String> FAIL = method("Fail", MethodType.UNARY);
    static final MethodDescriptor<String, String> HANG = method("Hang", MethodType.UNARY);

    /** Counted down when the server hears that a call of {@link #HANG} was taken back. */
    final CountDownLatch cancelled = new CountDownLatch(1);

    final CountDownLatch givenUp = new CountDownLatch(1);

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder("test.Echo")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall((text, answer) -> {
                    answer.onNext("echo " + text);
                    answer.onCompleted();
                }))
                .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(EchoService::count))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(this::chat))
                .addMethod(FAIL, ServerCalls.asyncUnaryCall((text, answer) -> {
                    Metadata trailers = new Metadata();
                    trailers.put(DETAIL, text);
                    answer.onError(Status.FAILED_PRECONDITION
                            .withDescription("not now")
                            .asRuntimeException(trailers));
                }))
                .addMethod(HANG, ServerCalls.asyncUnaryCall((text, answer) -> Context.current()
                        .addListener(context -> cancelled.countDown(), Runnable::run)))
                .build();
    }

    private static void count(String text, StreamObserver<String> answer) {
        for (int i = 1; i <= Integer.parseInt(text); i++) {
            answer.onNext("number " + i);
        }
        answer.onCompleted();
    }

    private StreamObserver<String> chat(StreamObserver<String> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String text) {
                answer.onNext("you said " + text);
            }

            @Override
            public void onError(Throwable fault) {
                givenUp.countDown();
            }

            @Override
            public void onCompleted() {
                answer.onNext("goodbye");
                answer.onCompleted();
            }
        };
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("test.Echo", name))
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream bytes) {
            try {
                return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
