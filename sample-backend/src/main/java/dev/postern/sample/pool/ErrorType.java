package dev.postern.sample.pool;

/** The errors the pool answers with, spelled as Cognito spells them on the wire. */
enum ErrorType {
    CodeMismatchException,
    ExpiredCodeException,
    InvalidParameterException,
    InvalidPasswordException,
    NotAuthorizedException,
    RequestEntityTooLargeException,
    ResourceNotFoundException,
    SerializationException,
    TooManyFailedAttemptsException,
    UnknownOperationException,
    UserNotConfirmedException,
    UserNotFoundException,
    UsernameExistsException
}
