import type { JsonObject } from '../../../shared/kernel/json';

export interface VaultAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** An answer other than success, thrown inside the vault. */
export class Refusal extends Error {
  constructor(
    private readonly status: number,
    private readonly code: string,
    message: string,
    private readonly headers: Readonly<Record<string, string>> = {},
    private readonly innerCode?: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }

  /** Key Vault's error body. */
  answer(): VaultAnswer {
    const inner = this.innerCode === undefined ? {} : { innererror: { code: this.innerCode } };
    return { status: this.status, headers: this.headers, body: { error: { code: this.code, message: this.message, ...inner } } };
  }
}

/** What the simulation leaves out it refuses by name. */
export const notCovered = (what: string): Refusal => new Refusal(501, 'NotImplemented', `The simulated vault does not cover ${what}.`);

export const secretNotFound = (name: string): Refusal =>
  new Refusal(404, 'SecretNotFound', `A secret with (name/id) ${name} was not found in this key vault.`);
