import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from './support/api';

const HOST = join(__dirname, '../../functions/host');

describe('the host', () => {
  it('says no word that a capability brings: kinds, links, limits', () => {
    const { kinds, tables, clients } = new Api().app;
    const links = Object.entries(tables.linkSchemes).flatMap(([name, { word, security, actor }]) => [name, word, security, actor.kind]);
    // Names of one word, such as `place`, mean other things too.
    const compound = kinds.map(({ name }) => name).filter((name) => name.includes('-'));
    const words = [...compound, ...links, ...clients.purposes, 'reservation', 'approver'];
    const saying = new RegExp(`\\b(?:${words.join('|')})s?\\b`, 'i');

    expect([links.length > 4, compound.length > 0]).toEqual([true, true]);
    expect(readdirSync(HOST).filter((file) => saying.test(readFileSync(join(HOST, file), 'utf8')))).toEqual([]);
  });
});
