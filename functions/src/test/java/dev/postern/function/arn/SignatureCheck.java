package dev.postern.function.arn;

import dev.postern.function.testing.ToldEndpoint.Seen;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4 as a service checks it, written from its description ("Create a signed AWS API request" in the IAM
 * user guide) and not with the SDK.
 */
final class SignatureCheck {

    private SignatureCheck() {}

    /** Whether the request is signed with this key for this region and service. */
    static boolean isGood(Seen request, String accessKey, String secretKey, String region, String service) {
        String authorization = request.headers().get("authorization");
        String date = request.headers().get("x-amz-date");
        if (authorization == null || date == null) {
            return false;
        }
        String scope = date.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        String signedHeaders = part(authorization, "SignedHeaders=");
        if (!authorization.startsWith("AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope + ",")
                || !Arrays.asList(signedHeaders.split(";")).contains("host")) {
            return false;
        }
        String[] line = request.line().split(" ");
        int question = line[1].indexOf('?');
        String path = question < 0 ? line[1] : line[1].substring(0, question);
        String canonical = line[0] + "\n"
                + path.replace("%", "%25") + "\n"
                + query(question < 0 ? "" : line[1].substring(question + 1)) + "\n"
                + Arrays.stream(signedHeaders.split(";"))
                        .map(name -> name + ":" + request.headers().get(name) + "\n")
                        .collect(Collectors.joining())
                + "\n" + signedHeaders + "\n" + sha256(request.body());
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256(canonical);
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String step : new String[] {date.substring(0, 8), region, service, "aws4_request"}) {
            key = hmac(key, step);
        }
        return part(authorization, "Signature=").equals(HexFormat.of().formatHex(hmac(key, toSign)));
    }

    private static String part(String authorization, String name) {
        int start = authorization.indexOf(name) + name.length();
        int end = authorization.indexOf(',', start);
        return authorization.substring(start, end < 0 ? authorization.length() : end);
    }

    /** Names and values decoded, encoded anew as RFC 3986 has it, sorted. */
    private static String query(String raw) {
        TreeMap<String, String> sorted = new TreeMap<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                String[] sides = pair.split("=", 2);
                sorted.put(encoded(sides[0]), encoded(sides.length < 2 ? "" : sides[1]));
            }
        }
        return sorted.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String raw) {
        StringBuilder text = new StringBuilder();
        for (byte b : URLDecoder.decode(raw, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8)) {
            boolean unreserved =
                    b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || "-._~".indexOf(b) >= 0;
            text.append(unreserved ? String.valueOf((char) b) : String.format("%%%02X", b));
        }
        return text.toString();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
