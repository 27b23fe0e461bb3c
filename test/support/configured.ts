import { z } from 'zod';
import { MODULES } from '../../functions/compose';
import type { Configured } from '../../functions/host/assemble';
import type { Settings } from '../../shared/config/part';

const SHAPE = Object.assign({}, ...MODULES.map(({ settings: { shape } }) => shape)) as z.ZodRawShape; // shapes, merged
const DEFAULTS: Settings = z.object(SHAPE).parse({});

/** The app's configuration: every setting at its default but those that a test names, by environment name and as the shape reads it. */
export function configured(settings: Settings = {}, platform: Partial<Omit<Configured, 'settings'>> = {}): Configured {
  const unknown = Object.keys(settings).filter((name) => !(name in SHAPE));
  if (unknown.length > 0) throw new Error(`no module has the setting ${unknown.join(', ')}`);
  return {
    appUrl: 'https://book.city.example',
    microsoft: { state: 'enabled' },
    staff: { state: 'enabled' },
    warnings: [],
    ...platform,
    settings: { ...DEFAULTS, ...settings },
  };
}
