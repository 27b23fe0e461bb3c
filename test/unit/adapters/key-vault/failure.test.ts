import { vaultFailure } from '../../../../shared/adapters/key-vault/secrets';

const answered = (statusCode: number): Error => Object.assign(new Error('no'), { name: 'RestError', statusCode });

describe('a secret that the vault does not give', () => {
  it.each([
    [answered(404), { kind: 'denied', code: 'secret-missing', reason: 'the vault holds no secret graph', who: 'azure-admin' }],
    [answered(403), { kind: 'denied', code: 'secret-refused', reason: 'the vault refuses to give the secret graph', who: 'azure-admin' }],
    [answered(429), { kind: 'throttled' }],
    [answered(503), { kind: 'unavailable', what: 'Key Vault (KEY_VAULT_URL)' }],
    [new Error('getaddrinfo ENOTFOUND'), { kind: 'unavailable', what: 'Key Vault (KEY_VAULT_URL)' }],
  ])('because of %s', (error, failure) => {
    expect(vaultFailure(error, 'graph')).toEqual(failure);
  });
});
