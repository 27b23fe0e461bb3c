import { LAST } from './last-route';
import { fitsPart, parseTemplate, type Segment, type Template } from './route-template';

/** What the host knows of an HTTP function. */
interface Named {
  readonly name: string;
  readonly methods: readonly string[];
  readonly route: string;
}

/** The host keeps addresses for itself that begin so, and its homepage. */
const RESERVED = /^(?:$|admin|runtime)/i;

/** As the host orders its functions: by name, and case is ignored. */
const sortsBefore = (one: string, other: string): boolean => one.toUpperCase() < other.toUpperCase();

/** Whether every part that fits the first segment fits the second. */
function within(inner: Segment, outer: Segment): boolean {
  if (outer.kind === 'rest') return true;
  if (inner.kind === 'rest') return false;
  if (inner.kind === 'literal') return fitsPart(outer, inner.text);
  return outer.kind === 'parameter' && inner.suffix.endsWith(outer.suffix);
}

/** Whether some part fits both segments: of two suffixes one must end with the other. */
const overlap = (one: Segment, other: Segment): boolean => within(one, other) || within(other, one);

function bothFit([one, ...ones]: Template, [other, ...others]: Template): boolean {
  if (one?.kind === 'rest' || other?.kind === 'rest') return true;
  if (!one || !other) return one === other;
  return overlap(one, other) && bothFit(ones, others);
}

function narrower([one, ...ones]: Template, [other, ...others]: Template): boolean {
  if (other?.kind === 'rest') return true;
  if (!one || !other) return one === other;
  return within(one, other) && narrower(ones, others);
}

/** What the host would refuse of these functions, or ask in the wrong order: of two routes that fit an address the narrower must come first. */
export function unservable(functions: readonly Named[]): readonly string[] {
  const parsed = functions.filter(({ route }) => !RESERVED.test(route)).map((one) => ({ ...one, template: parseTemplate(one.route) }));
  return [
    ...functions
      .filter(({ route }) => RESERVED.test(route))
      .map(({ name, route }) => `${name}: the host keeps the route '${route}' for itself`),
    ...functions
      .filter(({ name }) => !sortsBefore(name, LAST))
      .map(({ name }) => `${name} must sort before ${LAST}, which takes every address`),
    ...parsed.flatMap((wide) =>
      parsed
        .filter(({ name, methods }) => name !== wide.name && methods.some((method) => wide.methods.includes(method)))
        .filter(({ template }) => bothFit(template, wide.template))
        .filter(({ name, template }) => {
          if (narrower(template, wide.template) === narrower(wide.template, template)) return true;
          return narrower(template, wide.template) && !sortsBefore(name, wide.name);
        })
        .map(({ name }) => `${name} must sort before ${wide.name}`),
    ),
  ];
}
