import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';

/** The settings of host.json that this host obeys, with the host's own defaults. */
export interface HostJson {
  readonly routePrefix: string;
  readonly functionTimeoutMs: number;
  readonly serviceBus: {
    readonly maxConcurrentCalls: number;
    readonly maxAutoLockRenewalMs: number;
    readonly prefetchCount: number;
  };
}

/** Throws Error naming the setting that is wrong or that this host does not cover. */
export function readHostJson(appDir: string): HostJson {
  const file = join(appDir, 'host.json');
  const json = section(JSON.parse(readFileSync(file, 'utf8')), 'host.json');
  if (json['version'] !== '2.0') throw new Error('host.json: version must be "2.0"');
  const extensions = section(json['extensions'], 'extensions');
  const http = section(extensions['http'], 'extensions.http');
  const bus = section(extensions['serviceBus'], 'extensions.serviceBus');
  if (bus['autoCompleteMessages'] === false) {
    throw new Error('host.json: extensions.serviceBus.autoCompleteMessages false is not covered: a Node function cannot settle');
  }
  const prefix = http['routePrefix'];
  return {
    routePrefix: typeof prefix === 'string' ? prefix : 'api',
    functionTimeoutMs: duration(json['functionTimeout'], 'functionTimeout', 30 * MINUTE),
    serviceBus: {
      maxConcurrentCalls: whole(bus['maxConcurrentCalls'], 'extensions.serviceBus.maxConcurrentCalls', 16, 1),
      maxAutoLockRenewalMs: duration(bus['maxAutoLockRenewalDuration'], 'extensions.serviceBus.maxAutoLockRenewalDuration', 5 * MINUTE),
      prefetchCount: whole(bus['prefetchCount'], 'extensions.serviceBus.prefetchCount', 0, 0),
    },
  };
}

function section(value: unknown, name: string): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`host.json: ${name} must be an object`);
  return value as Record<string, unknown>; // an object read from JSON
}

function whole(value: unknown, name: string, otherwise: number, least: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least)
    throw new Error(`host.json: ${name} must be a whole number from ${String(least)}`);
  return value;
}

/** A .NET TimeSpan, `[d.]hh:mm:ss[.fraction]`. */
function duration(value: unknown, name: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  const found = typeof value === 'string' ? /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(\.\d+)?$/.exec(value) : null;
  if (!found) throw new Error(`host.json: ${name} must be a time span such as "00:05:00"`);
  const [, days, hours, minutes, seconds, fraction] = Array.from(found, (part: string | undefined) => Number(part ?? 0));
  return (days ?? 0) * DAY + (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE + ((seconds ?? 0) + (fraction ?? 0)) * SECOND;
}
