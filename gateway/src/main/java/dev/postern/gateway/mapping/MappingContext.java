package dev.postern.gateway.mapping;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Profile;

/** What expressions read: one request, and who was admitted with it. */
public interface MappingContext {

    /** The caller; {@link Identity#ANONYMOUS} where nobody in particular was admitted. */
    Identity identity();

    /** The request as the authorizer saw it. */
    AuthorizationRequest request();

    Profile profile();

    /** The {@code type:} of the authorizer that admitted the caller, such as {@code cognito}; decides claim formats. */
    String authorizerType();

    /** {@code HTTP/1.1} and the like. */
    String protocol();

    /** The value of {@code Host}; null when there was none. */
    String host();
}
