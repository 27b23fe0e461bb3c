import { vaultFailure } from '../../../../shared/adapters/key-vault/secrets';

const answered = (statusCode: number): Error => Object.assign(new Error('no'), { name: 'RestError', statusCode });

describe('a secret that the vault does not give', () => {
  it.each([
    [answered(404), { kind: 'denied', reason: 'the vault holds no secret graph' }],
    [answered(403), { kind: 'denied', reason: 'the vault refuses to give the secret graph' }],
    [answered(429), { kind: 'throttled' }],
    [answered(503), { kind: 'unavailable' }],
    [new Error('getaddrinfo ENOTFOUND'), { kind: 'unavailable' }],
  ])('because of %s', (error, failure) => {
    expect(vaultFailure(error, 'graph')).toEqual(failure);
  });
});
