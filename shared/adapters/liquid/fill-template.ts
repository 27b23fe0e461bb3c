import { Liquid, type Template } from 'liquidjs';
import type { FillTemplate } from '../../mail/ports';

/** Nothing is looked up in files, inherited members do not count, and what is not given is an error. */
const SAFE = { strictVariables: true, strictFilters: true, ownPropertyOnly: true, templates: {}, relativeReference: false } as const;

/** Templates by LiquidJS, each parsed once. */
export function liquidTemplates(): FillTemplate {
  const engines = { text: new Liquid(SAFE), html: new Liquid({ ...SAFE, outputEscape: 'escape' }) };
  const parsed = { text: new Map<string, Template[]>(), html: new Map<string, Template[]>() };
  return (template, as, values) => {
    const known = parsed[as].get(template) ?? engines[as].parse(template);
    parsed[as].set(template, known);
    // Without tags that look up other templates it gives text.
    return String(engines[as].renderSync(known, values));
  };
}
