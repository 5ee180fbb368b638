// What a function may do under Node's runtime client: each event names one deed. In the style of the blueprint
// authorizers, with a callback.
'use strict';

const deeds = {
  unauthorized: (context, callback) => callback('Unauthorized'),
  error: (context, callback) => callback(new Error('Unauthorized')),
  throws: () => {
    throw new Error('Unauthorized');
  },
  fails: (context) => context.fail('Unauthorized'),
  succeeds: (context) => context.succeed({ principalId: 'me' }),
  done: (context) => context.done(null, { principalId: 'you' }),
  nothing: (context, callback) => callback(null),
  undecided: () => {},
  ends: () => process.exit(7),
  about: (context, callback) =>
    callback(null, {
      name: context.functionName,
      arn: context.invokedFunctionArn,
      id: context.awsRequestId,
      left: context.getRemainingTimeInMillis(),
      trace: process.env._X_AMZN_TRACE_ID,
    }),
  timer: (context, callback) => {
    setInterval(() => {}, 1000);
    callback(null, 1);
  },
  timerNotWaitedFor: (context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    setInterval(() => {}, 1000);
    callback(null, 2);
  },
  forever: () => {
    for (;;);
  },
};

exports.handler = (event, context, callback) => deeds[event.deed](context, callback);

exports.async = async (event) => {
  if (event.deed === 'throws') throw new Error('Unauthorized');
  if (event.deed === 'string') throw 'Unauthorized';
  return { isAuthorized: true };
};
