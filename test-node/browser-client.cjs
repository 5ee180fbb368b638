// Does what a page on another origin does with a browser, the way the first of the articles that Postern reproduces has
// it: signs in with Cognito's library, asks by preflight before each call because of the Authorization header, and looks
// at an answer only where CORS lets it. Everything comes by environment: ENDPOINT, POOL, CLIENT, USERNAME, PASSWORD,
// CODE, API (base URL) and ORIGIN. Prints one JSON object.
'use strict';
const http = require('http');
const { AuthenticationDetails, CognitoUser, CognitoUserPool } = require('amazon-cognito-identity-js');

const { ENDPOINT, POOL, CLIENT, USERNAME, PASSWORD, CODE, API, ORIGIN } = process.env;

function signIn() {
  const pool = new CognitoUserPool({ UserPoolId: POOL, ClientId: CLIENT, endpoint: ENDPOINT });
  const user = new CognitoUser({ Username: USERNAME, Pool: pool });
  return new Promise((resolve, reject) => {
    const callbacks = {
      onSuccess: (session) => resolve(session.getIdToken().getJwtToken()),
      onFailure: reject,
      mfaRequired: () => user.sendMFACode(CODE, callbacks),
    };
    user.authenticateUser(new AuthenticationDetails({ Username: USERNAME, Password: PASSWORD }), callbacks);
  });
}

function send(method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(API + path, { method, headers: { Origin: ORIGIN, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const words = (list) => (list || '').toLowerCase().split(',').map((word) => word.trim());

function granted(answer) {
  return ['*', ORIGIN].includes(answer.headers['access-control-allow-origin']);
}

// A `fetch` with mode cors (Fetch standard, section 4.8, CORS-preflight fetch).
async function call(method, path, headers, body) {
  const unsafe = Object.keys(headers).map((name) => name.toLowerCase()).sort();
  const preflight = await send('OPTIONS', path, {
    'Access-Control-Request-Method': method,
    'Access-Control-Request-Headers': unsafe.join(','),
  });
  const allowed = words(preflight.headers['access-control-allow-headers']);
  const simple = ['GET', 'HEAD', 'POST'].includes(method);
  if (preflight.status < 200 || preflight.status > 299 || !granted(preflight)
      || !(simple || words(preflight.headers['access-control-allow-methods']).includes(method.toLowerCase()))
      || !unsafe.every((name) => allowed.includes(name))) {
    return { preflight: preflight.status, refused: 'preflight' };
  }
  const answer = await send(method, path, headers, body);
  return granted(answer)
    ? { preflight: preflight.status, status: answer.status, data: JSON.parse(answer.text) }
    : { preflight: preflight.status, refused: 'answer' };
}

async function run() {
  const token = await signIn();
  const payload = JSON.stringify({ message: 'Sample payload' });
  return {
    get: await call('GET', '/', { Authorization: token }),
    post: await call('POST', '/', { Authorization: token, 'Content-Type': 'application/json' }, payload),
    anonymous: await call('GET', '/', { Authorization: 'nobody' }),
    delete: await call('DELETE', '/', { Authorization: token }),
  };
}

run().then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
