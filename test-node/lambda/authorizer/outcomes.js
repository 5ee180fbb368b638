// Authorizers that end in every way there is: the token names one. As blueprints do, with a callback.
'use strict';

const allow = (event) => ({
  principalId: 'me',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
  },
});

const deny = (event) => {
  const answer = allow(event);
  answer.policyDocument.Statement[0].Effect = 'Deny';
  return answer;
};

const outcomes = {
  'allows': (event, context, callback) => callback(null, { ...allow(event), context: { username: 'ada' } }),
  'denies': (event, context, callback) => callback(null, deny(event)),
  'calls-back-unauthorized': (event, context, callback) => callback('Unauthorized'),
  'calls-back-an-unauthorized-error': (event, context, callback) => callback(new Error('Unauthorized')),
  'fails-unauthorized': (event, context) => context.fail('Unauthorized'),
  'throws-unauthorized': () => {
    throw new Error('Unauthorized');
  },
  'calls-back-unauthorized-in-lower-case': (event, context, callback) => callback('unauthorized'),
  'calls-back-an-error': (event, context, callback) => callback(new Error('secret-detail')),
  'throws': () => {
    throw new TypeError('secret-detail');
  },
  'ends': () => process.exit(1),
  'returns-null': (event, context, callback) => callback(null, null),
  'returns-nothing': (event, context, callback) => callback(),
  'returns-a-text': (event, context, callback) => callback(null, JSON.stringify(allow(event))),
  'nests-its-context': (event, context, callback) =>
    callback(null, { ...allow(event), context: { groups: ['readers'] } }),
  'leaves-the-policy-out': (event, context, callback) => callback(null, { principalId: 'me' }),
  'leaves-the-principal-out': (event, context, callback) =>
    callback(null, { policyDocument: allow(event).policyDocument }),
};

exports.handler = (event, context, callback) => outcomes[event.authorizationToken](event, context, callback);

// The simple response of an HTTP API: version 2.0 of the event, an async handler.
exports.simple = async (event) => {
  const [word] = event.identitySource;
  if (word === 'throws') throw new Error('Unauthorized');
  return { isAuthorized: word === 'friend', context: { username: word, route: event.routeKey } };
};
