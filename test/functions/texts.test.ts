import type { z } from 'zod';
import type { Contract } from '../../functions/host/operation';
import { Api } from './support/api';

/** Texts that no part of a request may be: nobody could read them, or would read something else. */
const UNREADABLE = ['\u200b\u200b', 'Choir \u202egnp.exe', 'Choir\u2028practice', 'Choir\ufffe', 'Cho\u200dir', '\u0301'];

interface Leaf {
  readonly at: string;
  readonly schema: z.ZodType;
}

const IGNORED = /^put-space body\/(?:feedUrl|webcalUrl|addToOutlookUrl|revision|changedAt)$/;

/** Every text that a schema takes, by its place in it. */
function texts(schema: z.ZodType, at: string): readonly Leaf[] {
  const { def } = schema as unknown as { def: Record<string, unknown> }; // as zod documents it for those who walk schemas
  const inner = (name: string, place = at): readonly Leaf[] => texts(def[name] as z.ZodType, place);
  switch (def['type']) {
    case 'string':
      return [{ at, schema }];
    case 'object':
      return Object.entries(def['shape'] as Record<string, z.ZodType>).flatMap(([name, member]) => texts(member, `${at}/${name}`));
    case 'array':
      return inner('element', `${at}/*`);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'readonly':
      return inner('innerType');
    case 'union':
      return (def['options'] as z.ZodType[]).flatMap((option) => texts(option, at));
    case 'pipe':
      // A text that becomes something else is judged with what it becomes.
      return texts(def['in'] as z.ZodType, at).map((leaf) => ({ at: leaf.at, schema: leaf.at === at ? schema : leaf.schema }));
    case 'enum':
    case 'literal':
    case 'boolean':
    case 'number':
    case 'transform':
      return [];
    case 'unknown':
      // What a GET of the space says and a PUT does not take up: nobody reads it.
      if (IGNORED.test(at)) return [];
      throw new Error(`${at} takes any text`);
    default:
      throw new Error(`${at} is ${String(def['type'])}: say here what texts it takes`);
  }
}

/** The parts of a path name what is there already. */
const partsOf = ({ query, body }: Contract): readonly (readonly [string, z.ZodType])[] =>
  Object.entries({ query, body }).filter((part): part is [string, z.ZodType] => part[1] !== undefined);

const leavesOf = (routes: readonly { readonly name: string; readonly operation: { readonly contract: Contract } }[]): readonly Leaf[] =>
  routes.flatMap(({ name, operation }) => partsOf(operation.contract).flatMap(([part, schema]) => texts(schema, `${name} ${part}`)));

const accepts = ({ schema }: Leaf, text: string): boolean => schema.safeParse(text).success;

describe('every text of every operation', () => {
  const leaves = leavesOf(new Api().app.routes);

  it('is found', () => {
    const places = leaves.map(({ at }) => at);

    for (const place of ['submit-reservation body/title', 'submit-reservation body/contact/name', 'put-space body/features/*'])
      expect(places).toContain(place);
    expect(places).toContain('put-space body/reservationConfig/blackouts/*/reason');
  });

  it.each(UNREADABLE)('goes by the one rule for texts: %j', (text) => {
    expect(leaves.filter((leaf) => accepts(leaf, text)).map(({ at }) => at)).toEqual([]);
  });
});
