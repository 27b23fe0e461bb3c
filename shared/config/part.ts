import { z } from 'zod';
import type { Rule } from './rules';

/** The settings that one part of the app brings, by their environment names. */
export interface SettingsPart<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly shape: Shape;
  /** What is allowed but probably not meant. */
  warnings?(settings: z.output<z.ZodObject<Shape>>, microsoft: { readonly state: 'enabled' | 'off' | 'inert' }): readonly string[];
}

/** The settings of all parts, by their environment names. */
export type Settings = Readonly<Record<string, unknown>>;

/** What docs/settings.md says of a setting. */
export interface Explained {
  /** One sentence or more, in Markdown. */
  readonly about: string;
  /** Absent: whether it is required, and its default. */
  readonly needed?: string;
  /** Absent: in the words of its rule. */
  readonly allowed?: string;
}

/** How a setting is read, and what it is when it is absent. */
interface Read {
  readonly rule: Rule<unknown>;
  readonly preset?: string;
}

/** By the setting's schema: to tell an example from a value. */
const READ = z.registry<Read>();

export const readOf = (schema: z.ZodType | undefined): Read | undefined => schema && READ.get(schema);

const parsed = <T>(rule: Rule<T>) =>
  z.string({ error: `is missing; it must be ${rule.allowed}` }).transform((text, context): T => {
    const value = rule.read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must be ${rule.allowed}` });
    return z.NEVER;
  });

const explained = (needed: string, rule: Rule<unknown>, said: string | Explained) => ({
  needed,
  allowed: rule.allowed,
  ...(typeof said === 'string' ? { about: said } : said),
});

export const required = <T>(rule: Rule<T>, said: string | Explained) =>
  parsed(rule)
    .meta(explained('yes', rule, said))
    .register(READ, { rule });
export const optional = <T>(rule: Rule<T>, said: string | Explained) =>
  parsed(rule)
    .optional()
    .meta(explained('no', rule, said))
    .register(READ, { rule });
export const defaulted = <T>(rule: Rule<T>, text: string, said: string | Explained) =>
  parsed(rule)
    .prefault(text)
    .meta(explained(`no, \`${text}\``, rule, said))
    .register(READ, { rule, preset: text });
