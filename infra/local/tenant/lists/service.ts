import type { JsonObject } from '../../../../shared/kernel/json';
import type { Traits } from '../../kernel/faults';
import type { Operation, Service } from '../graph/table/operation';
import { isObject } from '../graph/odata/values';
import { EVERY_SITE_READ, EVERY_SITE_WRITE, type ListItems } from './list-items';

const READ = [...EVERY_SITE_READ, 'Sites.Selected'];
const WRITE = [...EVERY_SITE_WRITE, 'Sites.Selected'];
const ITEMS = '/sites/{site}/lists/{list}/items';
const ITEM = `${ITEMS}/{item}`;

/** Texts of the columns, so that a fault finds an item by its mark: `fields/Mark`. */
const textsOf = (fields: JsonObject): Traits =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' ? [[`fields/${name}`, value]] : [])));

export function listsService(items: ListItems): Service {
  const operation = (name: string, at: string, roles: readonly string[], units: number, perform: Operation['perform']): Operation => ({
    name,
    at: [at],
    roles,
    area: 'sharepoint',
    units,
    perform,
  });
  return [
    {
      ...operation('create-list-item', `POST ${ITEMS}`, WRITE, 2, (request) => items.create(request)),
      traits: (body) => (isObject(body) && isObject(body['fields']) ? textsOf(body['fields']) : {}),
    },
    { ...operation('list-list-items', `GET ${ITEMS}`, READ, 2, (request) => items.all(request)), pages: true },
    operation('get-list-item', `GET ${ITEM}`, READ, 1, (request) => items.get(request)),
    {
      ...operation('update-list-item', `PATCH ${ITEM}/fields`, WRITE, 2, (request) => items.update(request)),
      traits: (body) => (isObject(body) ? textsOf(body) : {}),
    },
    operation('delete-list-item', `DELETE ${ITEM}`, WRITE, 2, (request) => items.delete(request)),
  ];
}
