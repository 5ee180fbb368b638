package dev.postern.function.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/**
 * Makes of an HTTP response what the invocation ended with, by the rules of the Lambda Invoke API: 2xx is the
 * function's own answer, with {@code X-Amz-Function-Error} its failure, and anything else is the endpoint's.
 */
public final class AnswerReader {

    /** Present where the function failed; its value says nothing that is the same for all runtimes. */
    public static final String FUNCTION_ERROR = "X-Amz-Function-Error";

    private static final int MAX_SHOWN = 200;
    private static final JsonFactory JSON = new JsonFactory();

    private AnswerReader() {}

    public static Outcome outcome(Reply reply) {
        if (reply instanceof Reply.Lost lost) {
            return lost.outcome();
        }
        Reply.Answered answer = (Reply.Answered) reply;
        if (answer.status() >= 500) {
            return new Outcome.Failed(Fault.ENDPOINT_ERROR, said(answer));
        } else if (answer.status() < 200 || answer.status() >= 300) {
            return new Outcome.Failed(Fault.REFUSED, said(answer));
        }
        if (answer.headers().contains(FUNCTION_ERROR)) {
            return raised(answer.body());
        }
        return isJson(answer.body())
                ? new Outcome.Returned(answer.body())
                : new Outcome.Failed(Fault.MALFORMED, "the answer is not JSON");
    }

    /** The status, and the service's own word for it where it sent one. */
    private static String said(Reply.Answered answer) {
        String type = answer.headers().get("x-amzn-ErrorType");
        String text = "the endpoint answered " + answer.status();
        if (type == null) {
            return text;
        }
        int end = type.indexOf(':') < 0 ? type.length() : type.indexOf(':');
        return text + " " + type.substring(0, Math.min(end, MAX_SHOWN));
    }

    /** A failure of the function; members of the payload that cannot be read count as absent. */
    private static Outcome raised(Buffer payload) {
        String type = "";
        String message = "";
        try (JsonParser parser = JSON.createParser(payload.getBytes())) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                    if (text && name.equals("errorType")) {
                        type = parser.getText();
                    } else if (text && name.equals("errorMessage")) {
                        message = parser.getText();
                    }
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            return new Outcome.Raised("", "", payload);
        }
        return new Outcome.Raised(type, message, payload);
    }

    /** Whether it is one JSON value and nothing else. */
    public static boolean isJson(Buffer body) {
        try (JsonParser parser = JSON.createParser(body.getBytes())) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
