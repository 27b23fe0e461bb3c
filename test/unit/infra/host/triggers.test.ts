import { readTriggers } from '../../../../infra/local/host/triggers/read-triggers';
import type { Binding } from '../../../../infra/local/host/messages';

const one = (binding: Binding, settings: Record<string, string> = {}) =>
  readTriggers([{ name: 'work', bindings: { trigger: { direction: 'in', ...binding } } }], settings, '');

describe('what the host makes of a registered function', () => {
  it('takes the connection from the setting named, or from the one with the prefix AzureWebJobs', () => {
    const binding = { type: 'serviceBusTrigger', queueName: 'nudges', connection: 'BUS' };

    expect(one(binding, { BUS: 'Endpoint=sb://a' })).toMatchObject([{ kind: 'queue', queue: 'nudges', connection: 'Endpoint=sb://a' }]);
    expect(one(binding, { AzureWebJobsBUS: 'Endpoint=sb://b' })).toMatchObject([{ connection: 'Endpoint=sb://b' }]);
  });

  it('takes the function name as route where none is given, below the prefix', () => {
    const bindings = { trigger: { direction: 'in', type: 'httpTrigger', authLevel: 'anonymous', methods: ['GET'] } };

    expect(readTriggers([{ name: 'work', bindings }], {}, 'api')).toMatchObject([{ template: 'api/work' }]);
  });

  it('orders functions by name as .NET does: case ignored, signs by their code', () => {
    const bindings = { trigger: { direction: 'in', type: 'httpTrigger', authLevel: 'anonymous', methods: ['GET'] } };
    const named = ['read_space', 'read-space', 'Read-feed', 'readspace', 'read-Space-x', 'read-space2'].map((name) => ({ name, bindings }));

    expect(readTriggers(named, {}, '').map(({ name }) => name)).toEqual([
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
});
