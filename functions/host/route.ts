import type { HttpRequest, HttpResponseInit, InvocationContext, ServiceBusQueueHandler, TimerHandler } from '@azure/functions';
import type { Refusal } from './answer';
import type { Operation } from './operation';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An operation of the API. */
export interface Route {
  /** Of the function; it is the id of the operation in the API's description too. */
  readonly name: string;
  readonly method: Method;
  /** As the host takes it: without a slash before it. */
  readonly route: string;
  readonly operation: Operation;
}

/** What a raw handler says. `refusal`: the same as a problem document, for requests that do not take HTML. */
export type RawAnswer = HttpResponseInit & { readonly refusal?: Refusal };

/** What is no operation of the API: pages, forms, webhooks. The handler answers everything itself. */
export interface RawRoute {
  readonly name: string;
  readonly methods: readonly (Method | 'HEAD' | 'OPTIONS')[];
  readonly route: string;
  /** At the address of a page refusals are pages too, for requests that ask for HTML. */
  readonly page?: true;
  readonly handler: (request: HttpRequest, context: InvocationContext) => RawAnswer | Promise<RawAnswer>;
}

export interface Queue {
  readonly name: string;
  readonly queue: string;
  /** The setting that says how the bus is reached. */
  readonly connection: string;
  readonly handler: ServiceBusQueueHandler;
}

export interface Timer {
  readonly name: string;
  /** The value, not the setting's name: the host knows no defaults and refuses a timer whose setting is absent. */
  readonly schedule: string;
  readonly handler: TimerHandler;
}

const by =
  (method: Method) =>
  (name: string, route: string, operation: Operation): Route => ({ name, method, route, operation });

export const get = by('GET');
export const post = by('POST');
export const put = by('PUT');
export const patch = by('PATCH');
export const del = by('DELETE');
