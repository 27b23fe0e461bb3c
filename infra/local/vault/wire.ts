import type { JsonObject } from '../../../shared/kernel/json';
import { bearerOf, jsonOf, startHttpsFront, type HttpsFront } from '../wire/https-front';
import type { VaultCore } from './core';

export interface VaultWire {
  /** 0 takes a free port. */
  readonly port: number;
  readonly key: string;
  readonly cert: string;
  /** The claims of a token that the tenant signed; undefined for any other. */
  readonly openToken: (token: string) => JsonObject | undefined;
}

/** The vault over HTTPS; its address becomes the root of the ids of secrets. */
export async function startVault(core: VaultCore, { port, key, cert, openToken }: VaultWire): Promise<HttpsFront> {
  const front = await startHttpsFront({ port, key, cert }, ({ method, url, headers, text }) => {
    const token = bearerOf(headers);
    const body = jsonOf(text);
    return core.serve({ method, path: url, ...(body !== undefined && { body }) }, token === undefined ? undefined : openToken(token));
  });
  core.vaultUrl = front.url;
  return front;
}
