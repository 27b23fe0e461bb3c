import { problemType, type MemberSchema, type Problems } from './problem';

/** The JSON schema of all problem documents. Each further member says whose it is. */
export function problemSchema(problems: Problems): Record<string, unknown> {
  const codes = Object.keys(problems);
  return {
    title: 'Problem',
    description: 'RFC 9457. The members after `errors` belong to the codes that their descriptions name.',
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'instance'],
    properties: {
      type: { type: 'string', examples: codes.slice(0, 1).map(problemType) },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { type: 'string', enum: codes },
      detail: { type: 'string' },
      instance: { type: 'string', description: 'Carries the correlation id.' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['field', 'detail'],
          properties: {
            field: { type: 'string', description: 'JSON pointer into the body, or the name of a parameter.' },
            detail: { type: 'string' },
          },
        },
      },
      ...members(problems),
    },
  };
}

function members(problems: Problems): Record<string, object> {
  const all = Object.entries(problems).flatMap(([code, { members: own = {} }]) =>
    Object.entries(own).map(([name, schema]) => ({ code, name, schema })),
  );
  const names = [...new Set(all.map(({ name }) => name))];
  return Object.fromEntries(names.map((name) => [name, shared(all.filter((one) => one.name === name))]));
}

/** Throws where two kinds give one member different schemas: a client could not tell what it reads. */
function shared(uses: readonly { readonly code: string; readonly name: string; readonly schema: MemberSchema }[]): object {
  const [first, ...others] = uses;
  const other = others.find(({ schema }) => JSON.stringify(schema) !== JSON.stringify(first?.schema));
  if (first && other) throw new Error(`the problems ${first.code} and ${other.code} give the member ${first.name} different schemas`);
  const { description, ...schema }: Partial<MemberSchema> = first?.schema ?? {};
  const whose = `Of ${uses.map(({ code }) => code).join(', ')}`;
  return { ...schema, description: description === undefined ? `${whose}.` : `${whose}: ${description}` };
}
