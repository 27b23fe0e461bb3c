import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compose, MODULES } from '../../functions/compose';
import { assemble } from '../../functions/host/assemble';
import type { Module } from '../../functions/host/capability';
import type { Outside } from '../../functions/host/outside';
import { liveOutside } from '../../functions/outside';
import { readConfig, type Config, type Environment } from '../../shared/config/config';
import { Secret } from '../../shared/kernel/secret';
import { PlatformSettings } from '../../shared/config/settings';
import { aPublicApp, chance } from '../support/builders/environment';
import { configured } from '../support/configured';
import { StillClock } from '../support/entra/clock';

const nowhere = {
  clock: new StillClock(),
  bus: { send: () => Promise.resolve(), schedule: () => Promise.resolve() },
} as unknown as Outside; // nothing is asked while it is wired

/** The object, and the names that somebody took from it. */
function watched<T extends object>(value: T): { readonly value: T; readonly taken: Set<string> } {
  const taken = new Set<string>();
  const get = (target: T, name: string | symbol): unknown => {
    taken.add(String(name));
    return Reflect.get(target, name);
  };
  return { value: new Proxy(value, { get }), taken };
}

/** Settings of the modules that their wiring never takes. */
function untaken(modules: readonly Module[]): readonly string[] {
  const left: string[] = [];
  const watching = modules.map((module): Module => ({
    ...module,
    wire: (outside, settings, useOf, house) => {
      const seen = watched(settings);
      const wired = module.wire(outside, seen.value, useOf, house);
      left.push(...Object.keys(module.settings.shape).filter((name) => !seen.taken.has(name)));
      return wired;
    },
  }));
  // Modules find each other by name, so copies take the places of the originals.
  assemble(watching, configured(), nowhere);
  return left;
}

describe('every setting', () => {
  it('of a capability is taken by its module', () => {
    expect(untaken(MODULES)).toEqual([]);
  });

  it('that nobody takes would be found', () => {
    const idle: Module = {
      ...MODULES[0],
      name: 'idle',
      settings: MODULES[0].settings,
      wire: () => ({ use: {}, routes: [], raw: [], queues: [], timers: [] }),
    };

    expect(untaken([...MODULES.slice(1).filter(({ uses }) => uses.length === 0), idle])).toEqual(Object.keys(MODULES[0].settings.shape));
  });

  /** A setting in a surrounding where it counts, and another value. */
  const OTHER: Readonly<Record<string, readonly [around: Environment, other: string]>> = {
    MICROSOFT_ENABLED: [{}, 'false'],
    MICROSOFT_TENANT_ID: [{}, '9b1f4c62-7d83-4e05-a6c8-20d75b3f91ea'],
    MICROSOFT_CLIENT_ID: [{}, '9b1f4c62-7d83-4e05-a6c8-20d75b3f91ea'],
    MICROSOFT_CREDENTIAL: [{}, 'managed-identity'],
    MICROSOFT_CLIENT_SECRET: [{}, chance('another')],
    MICROSOFT_CLIENT_SECRET_NAME: [{ MICROSOFT_CLIENT_SECRET: '', KEY_VAULT_URL: 'https://city-rooms.vault.azure.net' }, 'graph'],
    MICROSOFT_CLIENT_CERTIFICATE: [{ MICROSOFT_CREDENTIAL: 'certificate' }, '-----BEGIN PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----'],
    MICROSOFT_CLIENT_CERTIFICATE_NAME: [
      { MICROSOFT_CREDENTIAL: 'certificate', KEY_VAULT_URL: 'https://city-rooms.vault.azure.net' },
      'graph',
    ],
    MICROSOFT_MANAGED_IDENTITY_CLIENT_ID: [{}, '9b1f4c62-7d83-4e05-a6c8-20d75b3f91ea'],
    MICROSOFT_AUTHORITY_HOST: [{}, 'https://login.microsoftonline.us'],
    MICROSOFT_GRAPH_URL: [{}, 'https://graph.microsoft.us/v1.0'],
    KEY_VAULT_URL: [{}, 'https://city-rooms.vault.azure.net'],
    API_AUDIENCE: [{}, 'api://rooms'],
    COSMOS_ENDPOINT: [{}, 'https://other.city.internal'],
    COSMOS_KEY: [{}, chance('database')],
    COSMOS_DATABASE: [{}, 'rooms'],
    SERVICE_BUS_CONNECTION: [
      { SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: '' },
      'Endpoint=sb://city-rooms.servicebus.windows.net;SharedAccessKeyName=a;SharedAccessKey=b',
    ],
    SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: [{}, 'other-rooms.servicebus.windows.net'],
    APP_URL: [{}, 'https://other.city.internal'],
    SIGNING_KEY: [{}, chance('another')],
    SIGNING_KEY_NAME: [{ SIGNING_KEY: '', KEY_VAULT_URL: 'https://city-rooms.vault.azure.net' }, 'signing'],
    PREVIOUS_SIGNING_KEY: [{}, chance('before')],
    PREVIOUS_SIGNING_KEY_NAME: [{ KEY_VAULT_URL: 'https://city-rooms.vault.azure.net' }, 'signing-before'],
  };

  it('of the platform has a row here', () => {
    expect(Object.keys(OTHER).sort()).toEqual(Object.keys(PlatformSettings.shape).sort());
  });

  /** What the app makes of an environment, with its secrets in the open. */
  const told = (env: Environment): string => {
    const open = (_name: string, value: unknown): unknown => value;
    const reveal = (value: unknown): unknown =>
      value instanceof Secret
        ? value.reveal()
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, reveal(one)]))
          : value;
    try {
      const { warnings: _, ...config } = readConfig(env, MODULES);
      return JSON.stringify(reveal(config), open);
    } catch (error) {
      return String(error);
    }
  };

  it.each(Object.entries(OTHER))('of the platform changes what the app works with: %s', (name, [around, other]) => {
    const env = { ...aPublicApp, ...around };

    expect(told({ ...env, [name]: other })).not.toBe(told(env));
    expect(told({ ...env, [name]: other })).not.toContain('ConfigError');
  });

  it('in the form that the app reads is taken where the outside is made or the app is wired', () => {
    const config = readConfig({ ...aPublicApp, PREVIOUS_SIGNING_KEY: chance('before') }, MODULES);
    const seen = watched<Config>(config);

    compose(seen.value, liveOutside(seen.value));

    // The start logs the warnings.
    expect(Object.keys(config).filter((name) => !seen.taken.has(name))).toEqual(['warnings']);
  });
});

describe('the mail domain of an organisation', () => {
  const root = resolve(__dirname, '../..');
  const files = ['functions', 'shared'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const MAIL = /[\w.+-]+@((?:[a-z0-9-]+\.)+[a-z]{2,})/gi;
  // `members@odata.bind` is a name of OData.
  const literals = (text: string): readonly string[] =>
    [...text.matchAll(MAIL)]
      .map(([, domain]) => domain ?? '')
      .filter((domain) => !/(?:^|\.)example(?:\.(?:org|com|net))?$|^odata\.bind$/.test(domain));

  it('is never a literal: what ships knows the reserved ones only', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => literals(readFileSync(file, 'utf8')).map((domain) => `${file}: ${domain}`))).toEqual([]);
  });

  it('would be found', () => {
    expect(literals("const OFFICE = 'office@oberndorf.at';")).toEqual(['oberndorf.at']);
  });
});
