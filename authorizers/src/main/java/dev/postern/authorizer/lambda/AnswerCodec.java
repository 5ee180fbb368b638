package dev.postern.authorizer.lambda;

import dev.postern.authorizer.CredentialNames;
import dev.postern.authorizer.Lockout;
import dev.postern.authorizer.cache.ValueCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers for the shared store: as the function wrote them, so that they are read there under the same rules again. */
final class AnswerCodec implements ValueCodec<KeptAnswer> {

    private static final int VERSION = 1;

    private final AnswerReader reader;
    private final String authorizer;
    private final Lockout lockout;

    AnswerCodec(AnswerReader reader, String authorizer, Lockout lockout) {
        this.reader = reader;
        this.authorizer = authorizer;
        this.lockout = lockout;
    }

    @Override
    public byte[] encode(KeptAnswer value) {
        JsonObject json = new JsonObject()
                .put("version", VERSION)
                .put("for", value.madeFor())
                .put("expires", value.hints().expiresAtMillis());
        if (value.payload().length > 0) {
            json.put("answer", new String(value.payload(), StandardCharsets.UTF_8));
        }
        CredentialNames names = value.hints().names();
        if (names != null) {
            json.put(
                    "names",
                    new JsonArray()
                            .add(names.issuer())
                            .add(names.subject())
                            .add(names.tokenId())
                            .add(names.originTokenId())
                            .add(new JsonArray(names.clients())));
        }
        return json.toBuffer().getBytes();
    }

    @Override
    public KeptAnswer decode(byte[] bytes) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(bytes));
            if (json.getInteger("version", 0) != VERSION) {
                return null;
            }
            String text = json.getString("answer");
            byte[] payload = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            LambdaAnswer answer = text == null ? new LambdaAnswer.Unauthorized() : reader.read(payload);
            TokenHints hints = new TokenHints(json.getLong("expires"), names(json.getJsonArray("names")));
            return answer instanceof LambdaAnswer.Said
                    ? new KeptAnswer(answer, payload, hints, json.getString("for"), authorizer, lockout)
                    : null;
        } catch (DecodeException | ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static CredentialNames names(JsonArray names) {
        if (names == null) {
            return null;
        }
        List<String> clients = new ArrayList<>();
        names.getJsonArray(4).forEach(client -> clients.add((String) client));
        return new CredentialNames(
                names.getString(0), names.getString(1), names.getString(2), names.getString(3), clients);
    }

    /** Maps, lists and compiled patterns take a few times the room of the text. */
    @Override
    public int weight(KeptAnswer value) {
        return 1024 + 6 * value.payload().length;
    }
}
