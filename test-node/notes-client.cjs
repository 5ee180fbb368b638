// Signs in and fetches the notes, the way the second of the articles that Postern reproduces does it: Cognito's library
// with its default flow, then a request made of method, host, path and one header whose value is the bare ID token, the
// answer collected with bl. Everything comes by environment: ENDPOINT, POOL, CLIENT, USERNAME, PASSWORD, HOST, PORT and
// STAGE. Against API Gateway the module would be https; beside a backend the gateway listens without TLS unless told.
'use strict';
const bl = require('bl');
const http = require('http');
const { AuthenticationDetails, CognitoUser, CognitoUserPool } = require('amazon-cognito-identity-js');

const { ENDPOINT, POOL, CLIENT, USERNAME, PASSWORD, HOST, PORT, STAGE } = process.env;

function signIn(done) {
  const pool = new CognitoUserPool({ UserPoolId: POOL, ClientId: CLIENT, endpoint: ENDPOINT });
  const user = new CognitoUser({ Username: USERNAME, Pool: pool });
  user.authenticateUser(new AuthenticationDetails({ Username: USERNAME, Password: PASSWORD }), {
    onSuccess: (session) => done(session.idToken.jwtToken),
    onFailure: fail,
  });
}

function fetchNotes(token, done) {
  const options = { method: 'GET', host: HOST, port: PORT, path: `/${STAGE}/notes`, headers: { Authorization: token } };
  const request = http.request(options, (response) => {
    response.setEncoding('utf8');
    response.pipe(bl((error, data) => (error ? fail(error) : done(response.statusCode, data.toString()))));
    response.on('error', fail);
  });
  request.on('error', fail);
  request.end();
}

function fail(error) {
  console.error(error);
  process.exitCode = 1;
}

signIn((token) => fetchNotes(token, (status, text) => {
  console.log(text);
  process.exitCode = status === 200 ? 0 : 2;
}));
