import { routeError } from '../http/route-error';
import { parseRoute, type Route } from '../http/routes';
import type { Binding, RegisteredFunction } from '../messages';
import { parseSchedule, type Schedule } from './schedule';

export interface HttpFunction {
  readonly kind: 'http';
  readonly name: string;
  readonly binding: string;
  readonly ownRoute: string;
  readonly methods: readonly string[];
  /** With the prefix of host.json. */
  readonly template: string;
  readonly route: Route<string>;
}

export interface TimerFunction {
  readonly kind: 'timer';
  readonly name: string;
  readonly binding: string;
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** The host keeps no status of schedules below a minute unless told to. */
  readonly monitored: boolean;
}

export interface QueueFunction {
  readonly kind: 'queue';
  readonly name: string;
  readonly binding: string;
  readonly queue: string;
  readonly connection: string;
}

export type AppFunction = HttpFunction | TimerFunction | QueueFunction;

/** What the app registered, in the order in which the host asks. A function in error does not run; the others do. */
export interface AppTriggers {
  readonly functions: readonly AppFunction[];
  readonly inError: readonly { readonly name: string; readonly why: string }[];
}

type Settings = Readonly<Record<string, string>>;

/** Throws one Error that names every function refused and why: what this host does not cover, and what leaves the real one without a host. */
export function readTriggers(functions: readonly RegisteredFunction[], settings: Settings, routePrefix: string): AppTriggers {
  const refusals: string[] = [];
  const names = new Set<string>();
  const found = [...functions].sort(byName).flatMap((registered) => {
    try {
      if (!/^[A-Za-z][A-Za-z0-9_-]{0,127}$/.test(registered.name)) throw new Error('is not a valid function name');
      if (names.has(registered.name.toLowerCase())) throw new Error('is registered twice (the host ignores case)');
      names.add(registered.name.toLowerCase());
      return [readTrigger(registered, settings, routePrefix)];
    } catch (cause) {
      refusals.push(`${registered.name}: ${cause instanceof Error ? cause.message : String(cause)}`);
      return [];
    }
  });
  if (refusals.length > 0) throw new Error(`The host refuses ${refusals.join('; ')}`);
  return withoutErrors(found);
}

/** Each function against those before it: of two in conflict the later one is in error. */
function withoutErrors(found: readonly AppFunction[]): AppTriggers {
  const functions: AppFunction[] = [];
  const inError: { name: string; why: string }[] = [];
  for (const trigger of found) {
    const https = functions.filter((accepted) => accepted.kind === 'http');
    const why = trigger.kind === 'http' ? routeError(trigger, https) : undefined;
    if (why === undefined) functions.push(trigger);
    else inError.push({ name: trigger.name, why });
  }
  return { functions, inError };
}

/** .NET's `StringComparer.OrdinalIgnoreCase` (FunctionMetadataManager.LoadFunctionMetadata): capitals by code, so `_` goes behind the letters. */
function byName(a: RegisteredFunction, b: RegisteredFunction): number {
  const [first, second] = [a.name.toUpperCase(), b.name.toUpperCase()];
  return first < second ? -1 : Number(first > second);
}

function readTrigger({ name, bindings }: RegisteredFunction, settings: Settings, routePrefix: string): AppFunction {
  const inputs = Object.entries(bindings).filter(([, { direction }]) => direction === 'in');
  const outputs = Object.entries(bindings).filter(
    ([key, { direction, type }]) => direction !== 'in' && !(key === '$return' && type === 'http'),
  );
  const [input] = inputs;
  if (!input || inputs.length > 1 || outputs.length > 0) throw new Error('extra inputs and outputs are not covered by the local host');
  const [binding, trigger] = input;
  switch (trigger.type) {
    case 'httpTrigger':
      return readHttp(name, binding, trigger, routePrefix);
    case 'timerTrigger': {
      const schedule = parseSchedule(expand(text(trigger, 'schedule'), settings));
      const first = schedule.next(0);
      const closeTogether = schedule.next(first) - first < 60_000;
      const monitored = !closeTogether && trigger['useMonitor'] !== false;
      return { kind: 'timer', name, binding, schedule, runOnStartup: trigger['runOnStartup'] === true, monitored };
    }
    case 'serviceBusTrigger':
      if (trigger['isSessionsEnabled'] === true) throw new Error('sessions are not covered by the local host');
      if (trigger['cardinality'] === 'many') throw new Error('cardinality many is not covered by the local host');
      if (trigger['topicName'] !== undefined) throw new Error('topics are not covered by the local host');
      return {
        kind: 'queue',
        name,
        binding,
        queue: expand(text(trigger, 'queueName'), settings),
        connection: connectionOf(trigger, settings),
      };
    default:
      throw new Error(`the trigger type '${String(trigger.type)}' is not covered by the local host`);
  }
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function readHttp(name: string, binding: string, trigger: Binding, routePrefix: string): HttpFunction {
  const level = trigger['authLevel'] ?? 'function';
  if (level !== 'anonymous') throw new Error(`authLevel ${JSON.stringify(level)} is not covered by the local host (function keys)`);
  const own = typeof trigger['route'] === 'string' && trigger['route'] !== '' ? trigger['route'] : name;
  const template = routePrefix === '' ? own : `${routePrefix}/${own}`;
  const methods = Array.isArray(trigger['methods']) ? trigger['methods'].map((method) => String(method).toUpperCase()) : [];
  if (methods.length === 0) throw new Error('a function without methods is not covered by the local host');
  const foreign = methods.find((method) => !METHODS.includes(method));
  if (foreign !== undefined) throw new Error(`the method ${foreign} is not covered by the local host`);
  return { kind: 'http', name, binding, ownRoute: own, methods, template, route: parseRoute(template, methods, name) };
}

function text(trigger: Binding, property: string): string {
  const value = trigger[property];
  if (typeof value !== 'string' || value === '') throw new Error(`'${property}' is missing`);
  return value;
}

/** `%NAME%` stands for the app setting NAME. */
function expand(value: string, settings: Settings): string {
  return value.replace(/%([^%]+)%/g, (_, name: string) => {
    const setting = settings[name];
    if (setting === undefined || setting === '') throw new Error(`'%${name}%' does not resolve to a value`);
    return setting;
  });
}

/** The connection string itself: `connection` names an app setting, with or without the prefix AzureWebJobs. */
function connectionOf(trigger: Binding, settings: Settings): string {
  const name = expand(
    typeof trigger['connection'] === 'string' && trigger['connection'] !== '' ? trigger['connection'] : 'ServiceBus',
    settings,
  );
  const value = settings[name] ?? settings[`AzureWebJobs${name}`];
  if (value) return value;
  if (settings[`${name}__fullyQualifiedNamespace`])
    throw new Error(`${name}__fullyQualifiedNamespace: managed identity is not covered by the local host`);
  throw new Error(`Service Bus account connection string '${name}' does not exist`);
}
