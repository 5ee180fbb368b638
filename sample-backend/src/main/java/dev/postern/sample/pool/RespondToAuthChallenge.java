package dev.postern.sample.pool;

/** RespondToAuthChallenge: the later steps of a sign-in. */
final class RespondToAuthChallenge implements Action {

    private final String clientId;
    private final SrpSignIn srp;
    private final SmsChallenge sms;

    RespondToAuthChallenge(String clientId, SrpSignIn srp, SmsChallenge sms) {
        this.clientId = clientId;
        this.srp = srp;
        this.sms = sms;
    }

    @Override
    public Reply answer(Fields input) {
        Fields responses = input.object("ChallengeResponses");
        return ClientCheck.refusal(clientId, input).orElseGet(() -> switch (input.text("ChallengeName")) {
            case "PASSWORD_VERIFIER" -> srp.verify(responses);
            case "SMS_MFA" -> sms.answer(input.text("Session"), responses);
            case "" -> Reply.Refusal.missing("ChallengeName");
            default ->
                new Reply.Refusal(
                        ErrorType.InvalidParameterException,
                        "Challenge not supported; this pool asks for PASSWORD_VERIFIER and SMS_MFA only.");
        });
    }
}
