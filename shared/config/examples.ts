import { isUtf8 } from 'node:buffer';
import { Values } from '../../local.settings.example.json';

const EXAMPLE: Readonly<Record<string, string>> = Values;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])$/i;

export const isLoopback = ({ hostname }: Pick<URL, 'hostname'>): boolean => LOOPBACK.test(hostname);

/** Last labels that nobody can own (RFC 2606, RFC 6761), and the names that Microsoft's documents and ours use for "your organisation". */
const RESERVED = new Set(['example', 'test', 'invalid', 'localhost']);
const STOCK_NAME = /^example$|contoso|fabrikam|^your-|^(?:your|my)-?(?:domain|company|organi[sz]ation|tenant)$/;
/** Names of documents that somebody else owns, and those that Docker gives to the machine itself. */
const STOCK_HOST = /(?:^|\.)(?:domain\.(?:com|net|org|tld)|docker\.internal)$/;

/** A host that belongs to nobody, or to the machine itself. */
export function isExampleHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  return (
    LOOPBACK.test(host) || RESERVED.has(labels.at(-1) ?? '') || STOCK_HOST.test(name) || labels.some((label) => STOCK_NAME.test(label))
  );
}

/** Ids made by people for documents: few different digits, or groups of one digit. One of 10^8 random ids looks like that. */
export function isExampleGuid(text: string): boolean {
  const digits = text.toLowerCase().replaceAll('-', '');
  return new Set(digits).size <= 6 || /^(?:(\w)\1{3})+$/.test(digits) || digits.startsWith('12345678');
}

const WORDS = /example|placeholder|replace[ _-]?(?:me|this)|change[ _-]?(?:me|this|it)|not[ _-]a[ _-]secret|your[ _-]/i;
/** What stands in for a text; not looked for in bytes, where chance makes it. */
const BLANKS = /<.*>|^[*x]+$/i;

/** The key that every installation of the Cosmos DB emulator has ("Azure Cosmos DB emulator"). */
const EMULATOR_KEY = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

/** A secret that says of itself, as it is or decoded, that it is none. */
export const isExampleSecret = (text: string): boolean =>
  text === EMULATOR_KEY || BLANKS.test(text) || WORDS.test(text) || WORDS.test(Buffer.from(text, 'base64').toString('latin1'));

/** SHA-256 of the empty text: what a script makes whose variable was empty. */
const OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const HEX = /^(?:[0-9a-f]{64,}|[0-9A-F]{64,})$/;

/** A key that is no chance, whatever form it was written in. Each rule finds one of 10^7 random keys at most. */
export function isExampleKey(text: string): boolean {
  const written = text.trim().replace(/=+$/, '');
  const forms = [Buffer.from(written, 'base64url'), ...(HEX.test(written) ? [Buffer.from(written, 'hex')] : [])];
  return isExampleSecret(written) || isWritten(written) || forms.some((bytes) => isOrderly(bytes));
}

/** Text of words: without letters of one case, or nearly all of it small letters side by side. Hexadecimal digits have one case only. */
function isWritten(text: string): boolean {
  if (isPeriodic([...Buffer.from(text)]) || isStepped(Buffer.from(text))) return true;
  if (HEX.test(text)) return false;
  const pairs = text.match(/[a-z](?=[a-z])/g)?.length ?? 0;
  return !/[A-Z]/.test(text) || !/[a-z]/.test(text) || pairs > 0.55 * text.length;
}

/** Bytes that are text, few, repeated, or go by steps. */
const isOrderly = (bytes: Buffer): boolean =>
  isUtf8(bytes) || new Set(bytes).size < 8 || isStepped(bytes) || isPeriodic([...bytes]) || bytes.toString('hex') === OF_NOTHING;

/** Half of it or more is as far from the one before as the others are: an alphabet. */
function isStepped(bytes: Buffer): boolean {
  const steps = [...bytes].slice(1).map((byte, at) => byte - (bytes[at] ?? 0));
  return steps.some((step) => 2 * steps.filter((other) => other === step).length >= steps.length);
}

/** The same again after at most half of it; the last repetition may end otherwise. */
const isPeriodic = (all: readonly unknown[]): boolean =>
  all.some((_, period) => {
    const rest = all.slice(period);
    return period > 0 && period <= all.length / 2 && rest.filter((one, at) => one === all[at]).length >= 0.8 * rest.length;
  });

/** `Name=value;…`, by names in small letters: Azure reads them in any case. */
export const connectionParts = (text: string): ReadonlyMap<string, string> =>
  new Map(text.split(';').map((part) => [part.split('=')[0]?.trim().toLowerCase() ?? '', part.slice(part.indexOf('=') + 1).trim()]));

/** A connection string of an emulator, or one whose host or key is an example. */
export function isExampleConnection(text: string): boolean {
  const parts = connectionParts(text);
  const endpoint = parts.get('endpoint') ?? '';
  const host = URL.canParse(endpoint) ? new URL(endpoint.replace(/^sb:/i, 'https:')).hostname : '';
  return (
    parts.get('usedevelopmentemulator')?.toLowerCase() === 'true' ||
    isExampleHost(host) ||
    isExampleSecret(parts.get('sharedaccesskey') ?? '')
  );
}

/** The storage of an emulator, as its short word or in full, or one whose address is an example. */
export const isExampleStorage = (text: string): boolean =>
  /UseDevelopmentStorage\s*=\s*true|devstoreaccount1/i.test(text) ||
  [...connectionParts(text).values(), text].some((part) => URL.canParse(part) && isExampleHost(new URL(part).hostname));

/** Copied by hand, a value may have gained spaces, quotes or a slash, lost its padding or its letter case. */
export const bare = (text = ''): string =>
  text
    .trim()
    .replaceAll(/^["']|["']$/g, '')
    .replace(/[=/]+$/, '')
    .toLowerCase();

/** The value of local.settings.example.json for this setting, or nearly. */
export const isOfExampleFile = (name: string, text: string): boolean => {
  const example = bare(EXAMPLE[name] ?? '');
  return example !== '' && bare(text) === example;
};
