import { nextLink, onlyOptions, pageSize } from '../graph/odata/odata';
import type { ServiceRequest } from '../graph/table/operation';
import { granted } from '../graph/permissions';
import { wordings } from '../graph/areas';
import { notCovered, Refusal } from '../graph/refusal';
import { makeSkipToken, readSkipToken } from '../graph/odata/skip-token';
import { objectBody } from '../graph/odata/values';
import type { TenantAnswer } from '../model';
import type { TenantOptions } from '../options';
import { readFields, sameValue } from './fields';
import { etagOf, fieldsView, itemView } from './item-view';
import { expandedFields, fieldFilter } from './list-query';
import type { Fields, ItemState, ListItem, Lists, SiteList } from './lists';
import { invalidRequest, itemNotFound } from './refusals';

const SITE = /^[^,]+,[0-9a-f-]{36},[0-9a-f-]{36}$/i;
const GUID = /^[0-9a-f-]{36}$/i;

/** What reaches every site; with Sites.Selected an app needs a grant of the site. */
export const EVERY_SITE_WRITE = ['Sites.ReadWrite.All', 'Sites.Manage.All', 'Sites.FullControl.All'];
export const EVERY_SITE_READ = [...EVERY_SITE_WRITE, 'Sites.Read.All'];

const context = (list: SiteList, tail: string): string =>
  `https://graph.microsoft.com/v1.0/$metadata#sites('${encodeURIComponent(list.site.id)}')/lists('${list.id}')/items${tail}`;

/** Items of SharePoint lists in Graph v1.0 (listitem-*.md). Refusals are thrown. */
export class ListItems {
  constructor(
    private readonly lists: Lists,
    private readonly options: TenantOptions,
  ) {}

  create(request: ServiceRequest): TenantAnswer {
    onlyOptions(request.query, [], 'POST items');
    const list = this.list(request, 'write');
    const { fields, ...others } = objectBody(request.call.body);
    const [other] = Object.keys(others);
    if (other !== undefined) throw notCovered(`'${other}' in POST items`);
    const read = readFields(fields, list);
    this.checkUnique(list, read, undefined);
    const set = Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null));
    const item = this.lists.create(list, set, request.principal.appId ?? '');
    const state = present(item);
    const location = `${request.url}/${item.id}`;
    const body = { '@odata.context': context(list, '/$entity'), ...itemView(list, item, state, 'all') };
    return { status: 201, headers: { location, etag: etagOf(item, state) }, body };
  }

  get(request: ServiceRequest): TenantAnswer {
    onlyOptions(request.query, ['$expand'], 'GET item');
    const list = this.list(request, 'read');
    const wanted = expandedFields(request.query);
    const { item, state } = this.find(list, request);
    const body = { '@odata.context': context(list, '/$entity'), ...itemView(list, item, state, wanted) };
    return { status: 200, headers: { etag: etagOf(item, state) }, body };
  }

  /** Pages begin behind the last item of the page before, so nothing is left out when items go in between. */
  all(request: ServiceRequest): TenantAnswer {
    const { query, url, call } = request;
    onlyOptions(query, ['$expand', '$filter', '$top', '$skiptoken'], 'GET items');
    const list = this.list(request, 'read');
    const wanted = expandedFields(query);
    const filter = fieldFilter(query, call.headers['prefer'], list);
    const size = pageSize(query, 200, 5_000);
    const behind = readSkipToken('items', query);
    const found = this.lists
      .shown(list)
      .filter(({ item, state }) => Number(item.id) > behind && (!filter || sameValue(state.fields[filter.name], filter.value)));
    const page = found.slice(0, size);
    const last = page.at(-1);
    const link = last &&
      found.length > size && { '@odata.nextLink': nextLink(url, query, '$skiptoken', makeSkipToken('items', Number(last.item.id))) };
    const value = page.map(({ item, state }) => itemView(list, item, state, wanted));
    return { status: 200, headers: {}, body: { '@odata.context': context(list, ''), ...link, value } };
  }

  update(request: ServiceRequest): TenantAnswer {
    onlyOptions(request.query, [], 'PATCH fields');
    const list = this.list(request, 'write');
    const changes = readFields(request.call.body, list);
    if (Object.keys(changes).length === 0) throw notCovered('PATCH fields without a field');
    const { item, state } = this.find(list, request);
    checkEtag(request, item, state);
    this.checkUnique(list, changes, item);
    const next = this.lists.change(item, state, changes, request.principal.appId ?? '');
    const body = { '@odata.context': context(list, `('${item.id}')/fields/$entity`), ...fieldsView(item, next, 'all') };
    return { status: 200, headers: { etag: etagOf(item, next) }, body };
  }

  delete(request: ServiceRequest): TenantAnswer {
    onlyOptions(request.query, [], 'DELETE item');
    const list = this.list(request, 'write');
    const { item, state } = this.find(list, request);
    checkEtag(request, item, state);
    this.lists.delete(item);
    return { status: 204, headers: {} };
  }

  /** Throws in the order: the site, what the app may do there, the list. */
  private list({ names: { site: siteId = '', list: listId = '' }, principal }: ServiceRequest, what: 'read' | 'write'): SiteList {
    if (!SITE.test(siteId)) throw notCovered(`the site address '${siteId}'; only {host},{guid},{guid} is`);
    if (!GUID.test(listId)) throw notCovered(`the list '${listId}'; only lists by id are`);
    const site = this.lists.site(siteId);
    if (!site) throw itemNotFound('site');
    const grant = site.grants.get((principal.appId ?? '').toLowerCase());
    const everywhere = what === 'read' ? EVERY_SITE_READ : EVERY_SITE_WRITE;
    if (!granted(principal, everywhere) && grant !== 'write' && grant !== what) throw wordings.sharepoint.denied();
    const list = this.lists.list(site, listId);
    if (!list) throw itemNotFound('list');
    return list;
  }

  private find(list: SiteList, { names: { item: id = '' } }: ServiceRequest): { item: ListItem; state: ItemState } {
    if (!/^\d{1,10}$/.test(id)) throw invalidRequest('The item id is not valid.');
    const item = list.items.get(id);
    if (!item?.current) throw itemNotFound('item');
    return { item, state: item.current };
  }

  /** Against what stands, not what lists show. */
  private checkUnique(list: SiteList, fields: Fields, but: ListItem | undefined): void {
    for (const [name, value] of Object.entries(fields)) {
      if (list.columns.get(name)?.isUnique !== true || value === null) continue;
      const taken = [...list.items.values()].some((item) => item !== but && sameValue(item.current?.fields[name], value));
      if (!taken) continue;
      const message = `The list item could not be added or updated because duplicate values were found in the following field(s) in the list: [${name}].`;
      throw this.options.duplicateValues === 'conflict' ? new Refusal(409, 'nameAlreadyExists', message) : invalidRequest(message);
    }
  }
}

function present(item: ListItem): ItemState {
  if (!item.current) throw new Error('a new item has no state');
  return item.current;
}

function checkEtag({ call }: ServiceRequest, item: ListItem, state: ItemState): void {
  const wanted = call.headers['if-match'];
  if (wanted !== undefined && wanted !== '*' && wanted !== etagOf(item, state))
    throw new Refusal(412, 'resourceModified', 'The resource has changed since the caller last read it; usually an eTag mismatch');
}
