// Drives a user pool with Cognito's own client library. Everything comes by environment: ENDPOINT, POOL, CLIENT,
// USERNAME, PASSWORD, STEP. Prints one JSON object; exits 1 with {"error":{code,message}} when the library reports one.
'use strict';
const { AuthenticationDetails, CognitoRefreshToken, CognitoUser, CognitoUserAttribute, CognitoUserPool } =
  require('amazon-cognito-identity-js');

const { ENDPOINT, POOL, CLIENT, USERNAME, PASSWORD, CODE, STEP } = process.env;
const pool = new CognitoUserPool({ UserPoolId: POOL, ClientId: CLIENT, endpoint: ENDPOINT });
const user = new CognitoUser({ Username: USERNAME, Pool: pool });

function signIn() {
  return new Promise((resolve, reject) => {
    const callbacks = {
      onSuccess: resolve,
      onFailure: reject,
      mfaRequired: () => user.sendMFACode(CODE, callbacks),
    };
    user.authenticateUser(new AuthenticationDetails({ Username: USERNAME, Password: PASSWORD }), callbacks);
  });
}

const call = (start) => new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));

function tokens(session) {
  return {
    id: session.getIdToken().getJwtToken(),
    access: session.getAccessToken().getJwtToken(),
    refresh: session.getRefreshToken().getToken(),
    claims: session.getIdToken().payload,
    valid: session.isValid(),
  };
}

const steps = {
  // The library's default, as both articles use it.
  srp: async () => tokens(await signIn()),
  password: async () => {
    user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
    return tokens(await signIn());
  },
  refresh: async () => {
    const first = tokens(await signIn());
    const token = new CognitoRefreshToken({ RefreshToken: first.refresh });
    return { first, second: tokens(await call((done) => user.refreshSession(token, done))) };
  },
  attributes: async () => {
    await signIn();
    const attributes = await call((done) => user.getUserAttributes(done));
    return Object.fromEntries(attributes.map((attribute) => [attribute.getName(), attribute.getValue()]));
  },
  signup: async () => {
    const email = new CognitoUserAttribute({ Name: 'email', Value: 'ada@example.com' });
    const registered = await call((done) => pool.signUp(USERNAME, PASSWORD, [email], null, done));
    const early = await signIn().catch((error) => error.code);
    const wrong = await call((done) => user.confirmRegistration('000000', true, done)).catch((error) => error.code);
    const confirmed = await call((done) => user.confirmRegistration(CODE, true, done));
    return { sub: registered.userSub, early, wrong, confirmed, ...tokens(await signIn()) };
  },
  signout: async () => {
    await signIn();
    await new Promise((resolve, reject) => user.globalSignOut({ onSuccess: resolve, onFailure: reject }));
    return { signedOut: true };
  },
};

steps[STEP]().then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.log(JSON.stringify({ error: { code: error.code, message: error.message } }));
    process.exitCode = 1;
  },
);
