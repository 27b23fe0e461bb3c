import { appTokens } from '../../../../shared/adapters/entra/app-tokens';
import { ExternalFailure, type Failure } from '../../../../shared/kernel/failure';
import { StillClock } from '../../../support/entra/clock';

const MINUTE = 60_000;

/** Tokens of credentials whose outcomes are set by the test; each token says which credential made it. */
function someTokens() {
  const clock = new StillClock();
  const credentials: boolean[] = [];
  let calls = 0;
  let trouble: Error | undefined;
  let metadata: Failure | undefined;
  const tokens = appTokens({
    scope: 'https://graph.microsoft.com/.default',
    clock,
    newCredential: (afresh) => {
      const number = credentials.push(afresh);
      return Promise.resolve({
        getToken: () => {
          calls += 1;
          if (trouble) return Promise.reject(trouble);
          return Promise.resolve({ token: `${String(number)}.${String(calls)}`, expiresOnTimestamp: clock.now() + 60 * MINUTE });
        },
      });
    },
    readMetadata: () => (metadata ? Promise.reject(new ExternalFailure('entra.metadata', metadata)) : Promise.resolve({})),
  });
  return {
    directory: (failure: Failure) => (metadata = failure),
    tokens,
    clock,
    credentials,
    calls: () => calls,
    breakWith: (error: Error | undefined) => (trouble = error),
  };
}

const expired = new Error('AADSTS7000222: expired');
const outage = Object.assign(new Error('busy'), { name: 'AuthenticationError', statusCode: 503 });

describe('the app token', () => {
  it('is asked for once and shared until its end is near', async () => {
    const { tokens, clock, calls } = someTokens();

    const together = await Promise.all([tokens.current(), tokens.current()]);
    clock.pass(54 * MINUTE);
    const later = await tokens.current();
    clock.pass(1 * MINUTE);
    const renewed = await tokens.current();

    expect(together.map(({ value }) => value)).toEqual(['1.1', '1.1']);
    expect([later.value, renewed.value, calls()]).toEqual(['1.1', '1.2', 2]);
  });

  it('is made by a new credential when it was refused, once for all that were refused together', async () => {
    const { tokens, credentials } = someTokens();
    const refused = await tokens.current();

    const [one, two] = await Promise.all([tokens.fresh(refused), tokens.fresh(refused)]);
    const three = await tokens.fresh(refused);

    expect([one.value, two.value, three.value]).toEqual(['2.2', '2.2', '2.2']);
    expect(credentials).toEqual([false, true]);
  });

  it('is kept to its end while Entra is unavailable', async () => {
    const { tokens, clock, breakWith } = someTokens();
    await tokens.current();
    breakWith(outage);
    clock.pass(58 * MINUTE);

    expect((await tokens.current()).value).toBe('1.1');
    clock.pass(2 * MINUTE);
    await expect(tokens.current()).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  });

  it('that a directory refuses which is not there says so: the library takes it for a network that is down', async () => {
    const { tokens, breakWith, directory } = someTokens();
    const unresolved = new Error('endpoints_resolution_error: Could not resolve endpoints. Please check network and try again.');
    const gone = { kind: 'denied', code: 'AADSTS90002', reason: 'AADSTS90002: the tenant was not found', who: 'operator' } as const;
    breakWith(unresolved);

    await expect(tokens.current()).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
    directory(gone);
    await expect(tokens.current()).rejects.toMatchObject({ failure: gone });
    directory({ kind: 'unavailable' });
    await expect(tokens.current()).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  });

  it('is denied with a reason, and asked for with key material read again', async () => {
    const { tokens, credentials, breakWith } = someTokens();
    breakWith(expired);

    await expect(tokens.current()).rejects.toMatchObject({ failure: { kind: 'denied', reason: expect.stringContaining('expired') } });
    breakWith(undefined);
    await tokens.current();

    expect(credentials).toEqual([false, true]);
  });

  it('does not read key material again after an outage', async () => {
    const { tokens, credentials, breakWith } = someTokens();
    breakWith(outage);

    await expect(tokens.current()).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
    breakWith(undefined);
    await tokens.current();

    expect(credentials).toEqual([false]);
  });
});
