import { Values } from '../../local.settings.example.json';

const EXAMPLE: Readonly<Record<string, string>> = Values;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])$/i;

export const isLoopback = ({ hostname }: Pick<URL, 'hostname'>): boolean => LOOPBACK.test(hostname);

/** Last labels that nobody can own (RFC 2606, RFC 6761), and the names that Microsoft's documents and ours use for "your organisation". */
const RESERVED = new Set(['example', 'test', 'invalid', 'localhost']);
const STOCK_NAMES = new Set(['example', 'contoso', 'fabrikam']);

/** A host that belongs to nobody, or to the machine itself. */
export function isExampleHost(host: string): boolean {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  return (
    LOOPBACK.test(host) || RESERVED.has(labels.at(-1) ?? '') || labels.some((label) => STOCK_NAMES.has(label) || label.startsWith('your-'))
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

/** A key that is no chance: one of 10^20 random keys has so few different bytes, or goes up by steps. */
export function isExampleKey(text: string): boolean {
  const bytes = [...Buffer.from(text, 'base64url')];
  const steps = new Set(bytes.slice(1).map((byte, at) => byte - (bytes[at] ?? 0)));
  return isExampleSecret(text) || new Set(bytes).size < 8 || steps.size === 1;
}

/** A connection string of an emulator, or one whose host or key is an example. */
export function isExampleConnection(text: string): boolean {
  const parts = new Map(
    text.split(';').map((part) => [part.split('=')[0]?.trim().toLowerCase(), part.slice(part.indexOf('=') + 1).trim()]),
  );
  const endpoint = parts.get('endpoint') ?? '';
  const host = URL.canParse(endpoint) ? new URL(endpoint.replace(/^sb:/i, 'https:')).hostname : '';
  return (
    parts.get('usedevelopmentemulator')?.toLowerCase() === 'true' ||
    isExampleHost(host) ||
    isExampleSecret(parts.get('sharedaccesskey') ?? '')
  );
}

/** Copied by hand, a value may have gained spaces, quotes or a slash, lost its padding or its letter case. */
const bare = (text: string): string =>
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
