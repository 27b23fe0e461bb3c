import { everyRefusal, tokenFailure } from '../../../../shared/adapters/entra/token-failure';
import { ExternalFailure } from '../../../../shared/kernel/failure';

const named = (name: string, message: string, more: object = {}): Error => Object.assign(new Error(message), { name }, more);

describe('a token that was not given', () => {
  it.each([
    ['7000215', 'secret is wrong'],
    ['7000222', 'expired'],
    ['700016', 'not in this tenant'],
    ['90002', 'tenant was not found'],
    ['65001', 'consent'],
    ['700027', 'certificate'],
    ['7999999', 'refuses'],
  ])('with AADSTS%s is denied in readable words', (code, words) => {
    const failure = tokenFailure(
      named('AuthenticationRequiredError', `7000215 - AADSTS${code}: anna@city.example did something. Trace ID: 1`),
    );

    expect(failure).toEqual({ kind: 'denied', code: `AADSTS${code}`, reason: expect.stringContaining(words) });
    expect(JSON.stringify(failure)).toContain(`AADSTS${code}`);
    expect(JSON.stringify(failure)).not.toContain('anna');
  });

  it.each(everyRefusal())('with $code says what to do about it', ({ code, wrong, cure }) => {
    expect(tokenFailure(named('AuthenticationRequiredError', `${code}: something`))).toEqual({
      kind: 'denied',
      code,
      reason: `${code}: ${wrong}: ${cure}`,
    });
  });

  it.each([
    named('AuthenticationRequiredError', 'AADSTS90033: A transient error has occurred.'),
    named('AuthenticationError', 'server', { statusCode: 503 }),
    named('AuthenticationError', 'slow down', { statusCode: 429 }),
    named('CredentialUnavailableError', 'endpoints_resolution_error: Could not resolve endpoints. Please check network and try again.'),
    named('AuthenticationRequiredError', 'network_error: Network request failed'),
    named('RestError', 'getaddrinfo ENOTFOUND login.example'),
    named('AbortError', 'aborted'),
  ])('may come later, and says what does not answer: %s', (error) => {
    expect(tokenFailure(error)).toEqual({ kind: 'unavailable', what: expect.stringContaining('MICROSOFT_AUTHORITY_HOST') });
  });

  it('for want of a vault says that it is the vault', () => {
    const failure = { kind: 'unavailable', what: 'Key Vault (KEY_VAULT_URL)' } as const;

    expect(tokenFailure(new ExternalFailure('key-vault.read', failure))).toEqual(failure);
  });

  it('because the host has no such identity is a matter of Azure', () => {
    const error = named('CredentialUnavailableError', 'No User Assigned or Delegated Managed Identity found for specified ClientId');

    expect(tokenFailure(error)).toMatchObject({ kind: 'denied', code: 'identity-missing', who: 'azure-admin' });
  });

  it.each([
    named('CredentialUnavailableError', 'ManagedIdentityCredential: no identity endpoint'),
    named('Error', 'The file at the specified path does not contain a PEM-encoded certificate.'),
    'odd',
  ])('needs a person: %s', (error) => {
    expect(tokenFailure(error).kind).toBe('denied');
  });

  it('for want of a secret has the reason of the vault', () => {
    const failure = { kind: 'denied', reason: 'the vault holds no secret graph' } as const;

    expect(tokenFailure(new ExternalFailure('key-vault.read', failure))).toEqual(failure);
  });
});
