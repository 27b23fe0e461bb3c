import { readTriggers } from '../../../../infra/local/host/triggers/read-triggers';
import type { Binding } from '../../../../infra/local/host/messages';

const one = (binding: Binding, settings: Record<string, string> = {}) =>
  readTriggers([{ name: 'work', bindings: { trigger: { direction: 'in', ...binding } } }], settings, '').functions;

const http = (name: string, route: string | undefined, methods = ['GET']) => ({
  name,
  bindings: {
    trigger: { direction: 'in', type: 'httpTrigger', authLevel: 'anonymous', methods, ...(route === undefined ? {} : { route }) },
  },
});

describe('what the host makes of a registered function', () => {
  it('takes the connection from the setting named, or from the one with the prefix AzureWebJobs', () => {
    const binding = { type: 'serviceBusTrigger', queueName: 'nudges', connection: 'BUS' };

    expect(one(binding, { BUS: 'Endpoint=sb://a' })).toMatchObject([{ kind: 'queue', queue: 'nudges', connection: 'Endpoint=sb://a' }]);
    expect(one(binding, { AzureWebJobsBUS: 'Endpoint=sb://b' })).toMatchObject([{ connection: 'Endpoint=sb://b' }]);
  });

  it('takes the function name as route where none is given, below the prefix', () => {
    expect(readTriggers([http('work', undefined)], {}, 'api').functions).toMatchObject([{ template: 'api/work' }]);
  });

  it('orders functions by name as .NET does: case ignored, signs by their code', () => {
    const names = ['read_space', 'read-space', 'Read-feed', 'readspace', 'read-Space-x', 'read-space2'];

    const { functions } = readTriggers(
      names.map((name) => http(name, undefined)),
      {},
      '',
    );

    expect(functions.map(({ name }) => name)).toEqual([
      'Read-feed',
      'read-space',
      'read-Space-x',
      'read-space2',
      'readspace',
      'read_space',
    ]);
  });

  it('expands settings in schedules and keeps status for those of a minute or more', () => {
    expect(one({ type: 'timerTrigger', schedule: '%WHEN%' }, { WHEN: '0 * * * * *' })).toMatchObject([{ monitored: true }]);
    expect(one({ type: 'timerTrigger', schedule: '*/30 * * * * *' })).toMatchObject([{ monitored: false }]);
  });

  it.each([
    ['a trigger it does not run', { type: 'blobTrigger' }, "'blobTrigger' is not covered"],
    ['sessions', { type: 'serviceBusTrigger', queueName: 'q', isSessionsEnabled: true }, 'sessions are not covered'],
    ['batches', { type: 'serviceBusTrigger', queueName: 'q', cardinality: 'many' }, 'cardinality many'],
    ['a connection that no setting holds', { type: 'serviceBusTrigger', queueName: 'q', connection: 'BUS' }, "'BUS' does not exist"],
    ['a schedule from a setting that is missing', { type: 'timerTrigger', schedule: '%WHEN%' }, "'%WHEN%' does not resolve"],
  ])('refuses %s by name', (_, binding, message) => {
    expect(() => one(binding)).toThrow(`The host refuses work: `);
    expect(() => one(binding)).toThrow(message);
  });

  it('names managed identity when that is what the settings ask for', () => {
    const binding = { type: 'serviceBusTrigger', queueName: 'q', connection: 'BUS' };

    expect(() => one(binding, { BUS__fullyQualifiedNamespace: 'x.servicebus.windows.net' })).toThrow('managed identity');
  });

  it.each([
    ['no methods', [], 'a function without methods'],
    ['a method that it does not serve', ['GET', 'TRACE'], 'the method TRACE'],
  ])('refuses a function with %s by name', (_, methods, message) => {
    expect(() => readTriggers([http('work', 'x', methods)], {}, '')).toThrow(`work: ${message}`);
  });
});

describe('functions in error', () => {
  const read = (...functions: ReturnType<typeof http>[]) => {
    const { functions: accepted, inError } = readTriggers(functions, {}, 'api');
    return { accepted: accepted.map(({ name }) => name), inError };
  };

  it('the later one in the order of names, of two with one route, case ignored, and a common method', () => {
    const conflict = { name: 'b', why: "The route specified conflicts with the route defined by function 'A'." };

    expect(read(http('b', 'X/{id}', ['PUT', 'GET']), http('A', 'x/{ID}'))).toEqual({ accepted: ['A'], inError: [conflict] });
  });

  it('not one with other methods, nor one whose parameter has another name', () => {
    expect(read(http('a', 'x/{id}'), http('b', 'x/{id}', ['PUT']), http('c', 'x/{name}'))).toEqual({
      accepted: ['a', 'b', 'c'],
      inError: [],
    });
  });

  it('not one in conflict with one in error', () => {
    expect(read(http('a', 'x'), http('b', 'x', ['GET', 'PUT']), http('c', 'x', ['PUT'])).accepted).toEqual(['a', 'c']);
  });

  it.each(['admin/things', 'administration', 'Runtime/x', 'runtimes'])('the one with the route %s', (route) => {
    const why = 'The specified route conflicts with one or more built in routes.';

    expect(read(http('a', route), http('b', 'x/admin'))).toEqual({ accepted: ['b'], inError: [{ name: 'a', why }] });
  });

  it('the one whose name is its route and begins so', () => {
    expect(read(http('admin-page', undefined), http('other', undefined)).accepted).toEqual(['other']);
  });
});
