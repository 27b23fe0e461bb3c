import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';

/** A function app that shows what the host does to data and to a misbehaving app. Its settings choose how it misbehaves. */

const setting = (name: string): string | undefined => process.env[name];

if (setting('BREAK') === 'entry') throw new Error('SIGNING_KEY is missing');
if (setting('BREAK') === 'exit') process.exit(3);

/** What the queue functions saw, newest last. */
const seen: unknown[] = [];

async function echo(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const hasBody = request.body !== null;
  const bytes = Buffer.from(await request.arrayBuffer());
  return {
    headers: { 'X-Shown': 'yes' },
    jsonBody: {
      method: request.method,
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      headers: Object.fromEntries(request.headers),
      hasBody,
      body: bytes.toString('base64'),
      metadata: context.triggerMetadata === undefined ? 'undefined' : 'present',
    },
  };
}

app.http('echo', { route: 'echo/{id}', methods: ['GET', 'POST', 'HEAD'], authLevel: 'anonymous', handler: echo });
// Both are narrower than `echo`; the host asks in the order of names, case ignored, so one comes before it and one never.
app.http('early', { route: 'echo/early', methods: ['GET'], authLevel: 'anonymous', handler: () => ({ body: 'early' }) });
app.http('Literal', { route: 'echo/literal', methods: ['GET'], authLevel: 'anonymous', handler: () => ({ body: 'literal' }) });
app.http('files', {
  route: 'files/{*rest}',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: (request) => ({ jsonBody: request.params }),
});
app.http('nothing', {
  route: 'nothing',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: () => undefined as unknown as HttpResponseInit,
}); // the type forbids what the host must survive
app.http('throws', {
  route: 'throws',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: () => {
    throw new Error('deliberate');
  },
});
app.http('bytes', {
  route: 'bytes',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: () => ({ body: new Uint8Array([0, 255, 128]), headers: { 'content-type': 'application/octet-stream' } }),
});
app.http('status', {
  route: 'status/{code}',
  methods: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
  authLevel: 'anonymous',
  handler: ({ params, method }) => ({
    status: Number(params['code']),
    ...(['GET', 'HEAD'].includes(method) && { body: 'as asked' }),
    ...(params['code'] === '201' && { headers: { 'content-length': '8' } }),
  }),
});
app.http('seen', { route: 'seen', methods: ['GET'], authLevel: 'anonymous', handler: () => ({ jsonBody: { pid: process.pid, seen } }) });
app.http('reject', {
  route: 'reject',
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: async () => {
    void Promise.reject(new Error('nobody waits for this'));
    return new Promise<HttpResponseInit>(() => undefined);
  },
});
app.http('hang', {
  route: 'hang',
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: () => new Promise<HttpResponseInit>(() => undefined),
});
app.http('late', {
  route: 'late',
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: () => {
    try {
      app.http('too-late', { handler: () => ({}) });
      return { body: 'registered' };
    } catch (cause) {
      return { body: cause instanceof Error ? cause.message : 'unknown' };
    }
  },
});
app.http('setting', {
  route: 'setting/{name}',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: (request) => ({ jsonBody: { value: setting(request.params['name'] ?? '') } }),
});

app.hook.preInvocation((context) => {
  context.hookData['before'] = context.invocationContext.functionName;
});
app.hook.postInvocation((context) => {
  if (context.hookData['before'] === 'hooked') context.result = { body: 'changed by a hook' };
});
app.http('hooked', { route: 'hooked', methods: ['GET'], authLevel: 'anonymous', handler: () => ({ body: 'unchanged' }) });

const catchAll = setting('CATCH_ALL');
if (catchAll) {
  app.http(catchAll, {
    route: '{*path}',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    authLevel: 'anonymous',
    handler: ({ method, params }) => ({ jsonBody: { caught: method, params } }),
  });
}

if (setting('BUS')) {
  app.serviceBusQueue('take', {
    queueName: '%QUEUE%',
    connection: 'BUS',
    handler: async (message, context) => {
      const bytes = Buffer.isBuffer(message);
      const entry = { message: bytes ? { bytes: message.toString('hex') } : message, metadata: context.triggerMetadata };
      seen.push(entry);
      context.log(`took ${JSON.stringify(entry)}`);
      if (message === 'fail') throw new Error('deliberate');
      if (message === 'hang') await new Promise(() => undefined);
    },
  });
}

if (setting('SCHEDULE')) {
  app.timer('tick', {
    schedule: '%SCHEDULE%',
    runOnStartup: setting('RUN_ON_STARTUP') === 'true',
    handler: (timer, context) => {
      context.log(`tick ${JSON.stringify({ timer, metadata: context.triggerMetadata ?? null })}`);
      if (setting('TICK') === 'throw') throw new Error('the tick failed');
    },
  });
}

switch (setting('BREAK')) {
  case 'duplicate':
    app.http('echo', { methods: ['GET'], authLevel: 'anonymous', handler: () => ({}) });
    break;
  case 'case':
    app.http('Echo', { methods: ['GET'], authLevel: 'anonymous', handler: () => ({}) });
    break;
  case 'late':
    throw new Error('SWEEP_SCHEDULE is wrong');
  case 'routes': {
    const handler = () => ({});
    app.http('officials', { route: 'administration/{id}', methods: ['GET'], authLevel: 'anonymous', handler });
    app.http('times', { route: 'Runtimes', methods: ['GET'], authLevel: 'anonymous', handler });
    app.http('echo-again', { route: 'ECHO/{id}', methods: ['PUT', 'GET'], authLevel: 'anonymous', handler });
    break;
  }
  case 'key':
    app.http('keyed', { methods: ['GET'], authLevel: 'function', handler: () => ({}) });
    break;
  default:
}
