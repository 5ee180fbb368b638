// An authorizer for API Gateway in the style of the blueprints of 2017: a callback handler, context.fail and
// context.succeed, jsonwebtoken and jwk-to-pem. It knows nothing of the gateway that asks it; the pool and its region
// are all that is set.
'use strict';

const fs = require('fs');
const https = require('https');
const path = require('path');
const jwt = require('jsonwebtoken');
const jwkToPem = require('jwk-to-pem');

const userPoolId = 'us-east-1_Postern01';
const region = 'us-east-1';

const issuer = 'https://cognito-idp.' + region + '.amazonaws.com/' + userPoolId;
const packaged = path.join(__dirname, 'jwks.json');
let pems;

exports.handler = (event, context, callback) => {
  if (pems) {
    judge(event, context);
    return;
  }
  keySet((error, keys) => {
    if (error) {
      callback(error);
      return;
    }
    pems = {};
    keys.forEach((key) => {
      pems[key.kid] = jwkToPem({ kty: key.kty, n: key.n, e: key.e });
    });
    judge(event, context);
  });
};

// The keys that are packaged beside this file, or else those that the pool publishes.
function keySet(done) {
  if (fs.existsSync(packaged)) {
    done(null, JSON.parse(fs.readFileSync(packaged, 'utf8')).keys);
    return;
  }
  https
    .get(issuer + '/.well-known/jwks.json', { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => {
        if (response.statusCode !== 200) {
          done(new Error('no keys: ' + response.statusCode));
          return;
        }
        done(null, JSON.parse(text).keys);
      });
    })
    .on('error', done);
}

function judge(event, context) {
  const token = event.authorizationToken;
  const decoded = jwt.decode(token, { complete: true });
  if (!decoded) {
    console.log('not a token');
    context.fail('Unauthorized');
    return;
  }
  if (decoded.payload.iss !== issuer) {
    console.log('of another pool');
    context.fail('Unauthorized');
    return;
  }
  if (decoded.payload.token_use !== 'id') {
    console.log('not an ID token');
    context.fail('Unauthorized');
    return;
  }
  const pem = pems[decoded.header.kid];
  if (!pem) {
    console.log('signed by an unknown key');
    context.fail('Unauthorized');
    return;
  }
  jwt.verify(token, pem, { issuer: issuer }, (error, claims) => {
    if (error) {
      console.log('not valid: ' + error.message);
      context.fail('Unauthorized');
      return;
    }
    const answer = allowEverything(claims.sub, event.methodArn);
    answer.context = {
      principalId: claims.sub,
      username: claims['cognito:username'],
      email: claims.email,
    };
    context.succeed(answer);
  });
}

// A policy for every method and path of the stage that was called.
function allowEverything(principalId, methodArn) {
  const parts = methodArn.split(':');
  const [api, stage] = parts[5].split('/');
  return {
    principalId: principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect: 'Allow',
          Resource: ['arn:aws:execute-api:' + parts[3] + ':' + parts[4] + ':' + api + '/' + stage + '/*/*'],
        },
      ],
    },
  };
}
