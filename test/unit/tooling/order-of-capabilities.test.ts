import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

interface Rule {
  readonly name: string;
  readonly from: { readonly path?: string };
  readonly to: { readonly path?: string };
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the configuration is CommonJS
const { forbidden } = require(join(root, '.dependency-cruiser.cjs')) as { readonly forbidden: readonly Rule[] };

/** Folders of shared/ that every capability may build on, or that reach the outside for them. */
const NO_CAPABILITY = ['adapters', 'config', 'kernel', 'messages'];

describe('the order of capabilities', () => {
  it('has each folder of shared/ once: one that stands in no line could import all others', () => {
    const lines = forbidden.filter(({ name }) => name === 'capabilities-in-order');
    const above = lines.at(-1)?.to.path;
    const ordered = [...lines.map(({ from }) => from.path), above].flatMap((path = '') => /\((.*)\)/.exec(path)?.[1]?.split('|') ?? []);
    const folders = readdirSync(join(root, 'shared'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

    expect(ordered.sort()).toEqual(folders.map(({ name }) => name).filter((name) => !NO_CAPABILITY.includes(name)));
  });
});
