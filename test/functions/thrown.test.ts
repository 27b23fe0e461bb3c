import { InvocationContext } from '@azure/functions';
import { z } from 'zod';
import { onMessage } from '../../functions/host/on-message';
import { onTimer } from '../../functions/host/on-timer';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const fails = () => Promise.reject(new TypeError('cannot write Recital of Ada'));
const tick = { isPastDue: false, schedule: { adjustForDST: true }, scheduleStatus: { last: '', next: '', lastUpdated: '' } };
const context = new InvocationContext({ functionName: 'any' });

/** The host writes down whatever a function throws, with message and stack. */
describe('what is thrown to the host', () => {
  it.each<[string, () => unknown]>([
    ['a timer', () => onTimer('sweep', quiet, fails)(tick, context)],
    ['a message', () => onMessage(z.object({}), fails)({}, context)],
  ])('by %s says what and where, and no words', async (_by, call) => {
    const thrown: unknown = await Promise.resolve(call()).catch((error: unknown) => error);

    expect(thrown).toMatchObject({ message: 'TypeError', stack: expect.stringMatching(/^TypeError\n {4}at .*thrown\.test\.ts/) });
    expect(thrown).not.toHaveProperty('cause');
  });
});
