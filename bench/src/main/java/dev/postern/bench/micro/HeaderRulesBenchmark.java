package dev.postern.bench.micro;

import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.http.Forwarding;
import dev.postern.gateway.http.RequestHeaderRules;
import dev.postern.gateway.http.Swept;
import dev.postern.gateway.identity.HeaderEncoding;
import dev.postern.gateway.mapping.HeaderMapping;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What is done to the twelve headers of one request. The rules change the map, so every operation begins with a new one;
 * {@link #twelveHeaders} is what that costs, to be subtracted from the others.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class HeaderRulesBenchmark {

    private static final List<String> IDENTITY = List.of("X-Principal-Id", "X-Username", "X-Email");

    private final RequestHeaderRules rules = new RequestHeaderRules(ServerConfig.DEFAULT, IDENTITY);
    private final HeaderMapping mapping = mapping();
    private final ByteBuf buffer = new AdaptiveByteBufAllocator(true).directBuffer(4096);
    private final SampleRequest request = new SampleRequest(null);

    private static HeaderMapping mapping() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Principal-Id", "$context.authorizer.principalId");
        headers.put("X-Username", "$context.authorizer.username");
        headers.put("X-Email", "$context.authorizer.email");
        return HeaderMapping.compile(headers, HeaderEncoding.PERCENT, new NoMistakes(), "identity.headers");
    }

    @Benchmark
    public MultiMap twelveHeaders() {
        return SampleRequest.twelveHeaders();
    }

    @Benchmark
    public Swept sweep() {
        return rules.sweep(HttpVersion.HTTP_1_1, HttpMethod.GET, SampleRequest.twelveHeaders(), false);
    }

    @Benchmark
    public MultiMap forwarding() {
        MultiMap headers = SampleRequest.twelveHeaders();
        Forwarding.apply(headers, "203.0.113.7", false, false, "api.example.com");
        return headers;
    }

    @Benchmark
    public MultiMap identityHeaders() {
        MultiMap headers = SampleRequest.twelveHeaders();
        if (mapping.set(request, headers) != null) {
            throw new IllegalStateException("refused");
        }
        return headers;
    }

    /** Copying them into the upstream request the way that keeps names as they are. */
    @Benchmark
    public MultiMap copySetAll() {
        return HttpHeaders.headers().setAll(SampleRequest.twelveHeaders());
    }

    /** The same, and written into a buffer: the values are texts, and texts are written character by character. */
    @Benchmark
    public int copyAndEncodeTexts() {
        Http1xHeaders copy = Http1xHeaders.httpHeaders();
        copy.setAll(SampleRequest.twelveHeaders());
        return encoded(copy);
    }

    /** Long values as bytes: copied as a block, not character by character. */
    @Benchmark
    public int copyAndEncodeBytes() {
        Http1xHeaders copy = Http1xHeaders.httpHeaders();
        Iterator<Map.Entry<CharSequence, CharSequence>> entries =
                ((Http1xHeaders) SampleRequest.twelveHeaders()).iteratorCharSequence();
        while (entries.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = entries.next();
            CharSequence value = entry.getValue();
            copy.add(
                    entry.getKey(),
                    value.length() >= 32 && value instanceof String text
                            ? new AsciiString(text.getBytes(StandardCharsets.ISO_8859_1), false)
                            : value);
        }
        return encoded(copy);
    }

    private int encoded(Http1xHeaders headers) {
        buffer.clear();
        headers.encode(buffer, false);
        return buffer.writerIndex();
    }

    /** Copying them entry by entry, which makes a text of every name. */
    @Benchmark
    public MultiMap copyAddAll() {
        return HttpHeaders.headers().addAll(SampleRequest.twelveHeaders());
    }
}
