// Verifies TOKEN as AWS's own library would: POOL, CLIENT, TOKEN_USE, JWKS (the key set's text). Prints the claims;
// exits 1 with {"error":{name,message}} when the token is refused.
'use strict';
const { CognitoJwtVerifier } = require('aws-jwt-verify');

const { POOL, CLIENT, TOKEN, TOKEN_USE, JWKS } = process.env;
const verifier = CognitoJwtVerifier.create({ userPoolId: POOL, clientId: CLIENT, tokenUse: TOKEN_USE });
verifier.cacheJwks(JSON.parse(JWKS));
try {
  console.log(JSON.stringify(verifier.verifySync(TOKEN)));
} catch (error) {
  console.log(JSON.stringify({ error: { name: error.constructor.name, message: error.message } }));
  process.exitCode = 1;
}
