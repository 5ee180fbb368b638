package dev.postern.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class ApplicationLogTest {

    @AfterEach
    void restore() {
        ApplicationLog.level("info");
    }

    @ParameterizedTest
    @CsvSource({
        "trace, TRACE, WARN",
        "debug, DEBUG, WARN",
        "info,  INFO,  WARN",
        "warn,  WARN,  WARN",
        "error, ERROR, ERROR",
        "loud,  INFO,  WARN"
    })
    void the_level_is_that_of_our_own_loggers_and_libraries_only_warn(String level, String own, String libraries) {
        ApplicationLog.level(level);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        assertThat(context.getLogger("dev.postern.gateway.http").getEffectiveLevel())
                .isEqualTo(Level.valueOf(own));
        assertThat(context.getLogger("io.netty.handler").getEffectiveLevel()).isEqualTo(Level.valueOf(libraries));
    }

    @Test
    @DisplayName("the log goes to standard error as json and never blocks (SR-163)")
    void the_log_goes_to_standard_error_as_json_and_never_blocks() throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(ApplicationLogTest.class.getResource("/logback.xml"));

        AsyncAppender queue =
                (AsyncAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ASYNC");
        assertThat(queue.isNeverBlock()).isTrue();
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) queue.getAppender("STDERR");
        assertThat(console.getTarget()).isEqualTo("System.err");

        JsonEncoder encoder = (JsonEncoder) console.getEncoder();
        LoggingEvent event = new LoggingEvent(
                "caller", context.getLogger("dev.postern.x"), Level.WARN, "said: {}", null, new Object[] {
                    "a\nforged \"line\""
                });
        event.setInstant(Instant.parse("2026-11-20T12:41:23.900Z"));
        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
        assertThat(line.strip().lines()).hasSize(1);
        JsonObject json = new JsonObject(line);
        assertThat(json.getString("formattedMessage")).isEqualTo("said: a\nforged \"line\"");
        assertThat(line).startsWith("{\"time\":\"2026-11-20T12:41:23.900Z\",");
        assertThat(json.containsKey("timestamp")).isFalse();
        assertThat(json.getString("level")).isEqualTo("WARN");
        assertThat(json.getString("loggerName")).isEqualTo("dev.postern.x");
        context.stop();
    }
}
