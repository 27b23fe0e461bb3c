import { Secret } from '../kernel/secret';
import { unreadable } from '../kernel/plain-text';
import { canonicalZone } from '../kernel/zone-names';
import { connectionParts, isExampleConnection, isExampleGuid, isExampleHost, isExampleKey, isExampleSecret, isLoopback } from './examples';

/** How one kind of value is read from a setting's text; undefined means that the text is not allowed. */
export interface Rule<T> {
  /** Completes "must be …". */
  readonly allowed: string;
  readonly read: (text: string) => T | undefined;
  /** Whether an allowed text is an example: it names nobody, or everybody knows it. Absent: the rule admits no text that could be one. */
  readonly isExample?: (text: string) => boolean;
}

const where = (allowed: string, test: (text: string) => boolean, isExample?: Rule<string>['isExample']): Rule<string> => ({
  allowed,
  read: (text) => (test(text) ? text : undefined),
  ...(isExample && { isExample }),
});

const GUIDS = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i;

export const guid = where('a GUID', (text) => GUID.test(text), isExampleGuid);
/** The directory that all personal accounts are in: no organisation's. */
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';
export const tenant = where(
  'the GUID of a directory, not that of personal accounts',
  (text) => GUID.test(text) && text.toLowerCase() !== CONSUMERS,
  isExampleGuid,
);
/** A text that people read: in one line, with something to see. */
export const shownText = where(
  'one line of text that can be seen, without controls of direction',
  (text) => /^\P{Cc}*$/u.test(text) && unreadable(text) === undefined,
  () => false,
);
export const vaultName = where('the name of a Key Vault secret: letters, digits and hyphens, 127 at most', (text) =>
  /^[0-9a-zA-Z-]{1,127}$/.test(text),
);
export const namespace = where('a host name, such as contoso.servicebus.windows.net', (text) => DOMAIN.test(text), isExampleHost);
export const databaseName = where('a Cosmos DB database name, 255 characters at most', (text) => /^[^/\\#?]{1,255}$/.test(text));

export const secretText: Rule<Secret> = { allowed: 'text', read: (text) => new Secret(text), isExample: isExampleSecret };

export const pem: Rule<Secret> = {
  allowed: 'a certificate and its private key, both in PEM form',
  read: (text) => (text.includes('BEGIN CERTIFICATE') && /BEGIN [A-Z ]*PRIVATE KEY/.test(text) ? new Secret(text) : undefined),
};

export const key: Rule<Secret> = {
  allowed: 'base64url of at least 32 bytes',
  read: (text) => (/^[\w-]+={0,2}$/.test(text) && Buffer.from(text, 'base64url').length >= 32 ? new Secret(text) : undefined),
  isExample: isExampleKey,
};

/** Of the namespace as a whole: the queue is named by the app, which the client of another one refuses. */
const OWN_QUEUE = 'nudges';
export const serviceBusConnection: Rule<Secret> = {
  allowed: 'a Service Bus connection string of the namespace: Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…',
  read: (text) => {
    const parts = connectionParts(text);
    // The client tells names by letter case, too.
    const has = (name: string): boolean => new RegExp(`(?:^|;)\\s*${name}\\s*=\\s*[^;\\s]`).test(text);
    const usable =
      /^sb:\/\/[^/]/i.test(parts.get('endpoint') ?? '') &&
      ['Endpoint', 'SharedAccessKeyName', 'SharedAccessKey'].every(has) &&
      (parts.get('entitypath') ?? OWN_QUEUE).toLowerCase() === OWN_QUEUE;
    return usable ? new Secret(text) : undefined;
  },
  isExample: isExampleConnection,
};

/** An absolute URL without credentials, query or fragment; the slash at its end is taken off. */
const url = (allowed: string, admits: (url: URL) => boolean): Rule<string> => ({
  allowed,
  read: (text) => {
    if (!URL.canParse(text)) return undefined;
    const parsed = new URL(text);
    const plain = parsed.username === '' && parsed.password === '' && parsed.search === '' && parsed.hash === '';
    return plain && admits(parsed) ? text.replace(/\/+$/, '') : undefined;
  },
  isExample: (text) => URL.canParse(text) && isExampleHost(new URL(text).hostname),
});

export const httpsOrigin = url('an https URL without a path', ({ protocol, pathname }) => protocol === 'https:' && pathname === '/');
/** Every request is written for this version; the hosts of national clouds differ, the path does not. */
export const graphUrl = url(
  'an https URL whose path is /v1.0',
  ({ protocol, pathname }) => protocol === 'https:' && /^\/v1\.0\/*$/.test(pathname),
);
const isSafe = (parsed: URL): boolean => parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed));
export const publicUrl = url('an https URL (http on a loopback address only)', isSafe);
export const publicOrigin = url(
  'an https URL without a path (http on a loopback address only)',
  (parsed) => isSafe(parsed) && parsed.pathname === '/',
);

/** "True" in any letter case is on; everything else is off. */
export const flag: Rule<boolean> = { allowed: 'true or false', read: (text) => text.toLowerCase() === 'true' };

export const oneOf = <T extends string>(...values: readonly T[]): Rule<T> => ({
  allowed: values.join(', ').replace(/, ([^,]*)$/, ' or $1'),
  read: (text) => values.find((value) => value === text.toLowerCase()),
});

export const list: Rule<readonly string[]> = {
  allowed: 'a list, its entries parted by commas',
  read: (text) => {
    const entries = text.split(',').map((entry) => entry.trim());
    return entries.every((entry) => entry !== '' && !/\s/.test(entry)) ? entries : undefined;
  },
  isExample: (text) =>
    text.split(',').some((entry) => [...entry.matchAll(GUIDS)].some(([id]) => isExampleGuid(id)) || isExampleHost(hostIn(entry))),
};

/** `api://rooms.city.example/instep` names a host, `api://{client id}` an id. */
const hostIn = (uri: string): string => /^\s*[a-z]+:\/\/([^/\s]+)/i.exec(uri)?.[1] ?? '';

export const mailAddress = where(
  'a mail address, such as bookings@city.example',
  (text) => {
    const [local = '', name = '', ...more] = text.split('@');
    return more.length === 0 && /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}$/.test(local) && DOMAIN.test(name);
  },
  (text) => isExampleHost(text.slice(text.indexOf('@') + 1)),
);

export const wholeNumber = (least: number, most: number): Rule<number> => ({
  allowed: `a whole number from ${least} to ${most}`,
  read: (text) => (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined),
});

/** Seconds in the setting, milliseconds in the code. */
export const seconds = (least: number, most: number): Rule<number> => ({
  allowed: `a whole number of seconds from ${least} to ${most}`,
  read: (text) => (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) * 1_000 : undefined),
});

export const timeZone: Rule<string> = { allowed: 'an IANA time zone, such as Europe/Vienna', read: canonicalZone };
