import type { z } from 'zod';
import { isExampleStorage, isLoopback, isOfExampleFile } from './examples';
import { readOf } from './part';

type Environment = Readonly<Record<string, string | undefined>>;

/** Shapes hold what part.ts makes. */
const readIn = (shape: z.ZodRawShape, name: string): ReturnType<typeof readOf> => readOf(shape[name] as z.ZodType | undefined);

/** The host of a URL's text, or of a bare `host:port`. */
function hostOf(text: string | undefined): Pick<URL, 'hostname'> | undefined {
  if (text === undefined) return undefined;
  const url = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

/**
 * Whether others can reach the app: its public address is not this machine's, or Azure gives it a host name (App Service sets
 * WEBSITE_HOSTNAME on every plan; Core Tools set it to localhost).
 */
export function isPublic({ APP_URL, WEBSITE_HOSTNAME }: Environment, shape: z.ZodRawShape): boolean {
  const app = readIn(shape, 'APP_URL')?.rule.read(APP_URL ?? '') === undefined ? undefined : hostOf(APP_URL);
  const site = hostOf(WEBSITE_HOSTNAME);
  return (app !== undefined && !isLoopback(app)) || (site !== undefined && !isLoopback(site));
}

/**
 * Settings of a public app whose value is an example: everybody who has read the documents has its keys, and its addresses are nobody's. Values
 * that are not allowed at all are told of by their rules.
 */
export function examplesIn(present: Environment, shape: z.ZodRawShape): readonly string[] {
  if (!isPublic(present, shape)) return [];
  const found = Object.keys(shape).flatMap((name) => {
    const text = present[name];
    const { rule, preset } = readIn(shape, name) ?? {};
    if (text === undefined || text === preset || !rule?.isExample || rule.read(text) === undefined) return [];
    if (!rule.isExample(text) && !isOfExampleFile(name, text)) return [];
    return [`${name} is an example value; an app that others can reach needs its own: ${rule.allowed}`];
  });
  const storage = Object.entries(present).filter(
    ([name, text]) => /^AzureWebJobsStorage(?:__|$)/i.test(name) && isExampleStorage(text ?? ''),
  );
  return [
    ...found,
    ...storage.map(([name]) => `${name} is an example value; an app that others can reach needs a storage account of its own`),
  ];
}
