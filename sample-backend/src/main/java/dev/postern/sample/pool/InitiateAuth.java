package dev.postern.sample.pool;

/** InitiateAuth: the beginning of a sign-in by SRP or by plain password, and the renewal of one. */
final class InitiateAuth implements Action {

    private final String clientId;
    private final UserDirectory users;
    private final Threshold threshold;
    private final SrpSignIn srp;
    private final TokenDesk desk;

    InitiateAuth(String clientId, UserDirectory users, Threshold threshold, SrpSignIn srp, TokenDesk desk) {
        this.clientId = clientId;
        this.users = users;
        this.threshold = threshold;
        this.srp = srp;
        this.desk = desk;
    }

    @Override
    public Reply answer(Fields input) {
        Fields parameters = input.object("AuthParameters");
        return ClientCheck.refusal(clientId, input).orElseGet(() -> switch (input.text("AuthFlow")) {
            case "USER_SRP_AUTH" -> srp.begin(parameters);
            case "USER_PASSWORD_AUTH" -> byPassword(parameters);
            case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN" -> renew(parameters);
            case "" -> Reply.Refusal.missing("AuthFlow");
            default -> new Reply.Refusal(ErrorType.InvalidParameterException, "Initiate Auth method not supported.");
        });
    }

    private Reply byPassword(Fields parameters) {
        String username = parameters.text("USERNAME");
        String password = parameters.text("PASSWORD");
        if (username.isEmpty() || password.isEmpty()) {
            return Reply.Refusal.missing(username.isEmpty() ? "USERNAME" : "PASSWORD");
        }
        if (threshold.isOpenlyUnknown(username)) {
            return threshold.openlyUnknown();
        }
        return users.matches(username, password) ? threshold.cross(username) : Reply.Refusal.wrongPassword();
    }

    private Reply renew(Fields parameters) {
        String token = parameters.text("REFRESH_TOKEN");
        return token.isEmpty() ? Reply.Refusal.missing("REFRESH_TOKEN") : desk.renew(token, users);
    }
}
