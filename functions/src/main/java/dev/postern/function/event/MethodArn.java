package dev.postern.function.event;

/**
 * What a request is in the eyes of IAM: {@code methodArn} of REST events, {@code routeArn} of HTTP API events, and what
 * the resources of a policy are compared with. The path in it is the real one, undecoded and with its trailing slash; of
 * the root {@code .../GET/} is left.
 *
 * @param partition such as {@code aws}
 * @param region such as {@code us-east-1}
 * @param account twelve digits
 * @param resource {@code API/STAGE/METHOD/PATH}
 */
public record MethodArn(String partition, String region, String account, String resource) {

    /** The service of every API. */
    public static final String SERVICE = "execute-api";

    /** The ARN as text. */
    @Override
    public String toString() {
        return "arn:" + partition + ":" + SERVICE + ":" + region + ":" + account + ":" + resource;
    }
}
