import { SECOND } from '../../kernel/clock';
import { withDeadline } from '../../kernel/deadline';
import { ExternalFailure, type Failure } from '../../kernel/failure';
import { deniedBy } from './token-failure';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface DirectoryParts {
  readonly tenantId: string;
  /** `https://login.microsoftonline.com`. */
  readonly authorityHost: string;
  readonly fetch: Fetch;
}

export const PATIENCE_MS = 5 * SECOND;

/** What the directory publishes of itself. Throws ExternalFailure: a directory that is not there is `denied`, with the code that Entra names. */
export async function readMetadata({ tenantId, authorityHost, fetch }: DirectoryParts): Promise<unknown> {
  const url = `${authorityHost.replace(/\/+$/, '')}/${tenantId}/v2.0/.well-known/openid-configuration`;
  try {
    return await withDeadline(PATIENCE_MS, async (signal): Promise<unknown> => {
      const response = await fetch(url, { redirect: 'error', signal });
      if (response.status === 200) return response.json();
      throw new ExternalFailure('entra.metadata', refusalOf(await response.text()));
    });
  } catch (error) {
    throw error instanceof ExternalFailure ? error : new ExternalFailure('entra.metadata', UNREACHABLE, { cause: error });
  }
}

const UNREACHABLE = { kind: 'unavailable', what: 'Microsoft Entra ID (MICROSOFT_AUTHORITY_HOST)' } as const;

/** The cause that Entra names, without its sentence: that names accounts and addresses. Whatever else answers there is not Entra. */
function refusalOf(text: string): Failure {
  const denied = deniedBy(text);
  return denied ? { ...denied, who: 'operator' } : UNREACHABLE;
}
