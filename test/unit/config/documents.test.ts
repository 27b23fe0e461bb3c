import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES } from '../../../functions/compose';
import { readConfig } from '../../../shared/config/config';
import { ALIASES, PlatformSettings } from '../../../shared/config/settings';

const root = join(__dirname, '../../..');
const platform = ['FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage', 'AzureWebJobsDisableHomepage'];
/** Of use in the cloud only. */
const cloud = ['APPLICATIONINSIGHTS_CONNECTION_STRING'];
const own = MODULES.flatMap(({ settings: { shape } }) => Object.keys(shape));
const known = [...Object.keys(PlatformSettings.shape), ...own, ...Object.keys(ALIASES), ...platform].sort();

const example = (): Record<string, string> => {
  const file = JSON.parse(readFileSync(join(root, 'local.settings.example.json'), 'utf8')) as { Values: Record<string, string> };
  return file.Values;
};

describe('the documents of the settings', () => {
  it('show every setting in local.settings.example.json, and no other', () => {
    expect(Object.keys(example()).sort()).toEqual(known);
  });

  it('explain every setting in docs/settings.md, and no other', () => {
    const page = readFileSync(join(root, 'docs/settings.md'), 'utf8');

    const explained = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);

    expect(explained.sort()).toEqual([...known, ...cloud].sort());
  });

  it('give an example that the app accepts and that sends nothing to Microsoft', () => {
    const config = readConfig(example(), MODULES);

    expect(config.microsoft).toEqual({ state: 'off' });
    expect(config.warnings).toEqual([]);
  });
});
