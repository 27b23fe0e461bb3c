import type { Json, JsonObject } from '../../../../shared/kernel/json';
import type { ItemState, ListItem, SiteList } from './lists';

export const etagOf = ({ guid }: ListItem, { version }: ItemState): string => `"${guid},${String(version)}"`;

const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** Values of the columns, and what SharePoint keeps of every item; what is not set is left out. */
export function fieldsView(item: ListItem, state: ItemState, wanted: 'all' | readonly string[]): JsonObject {
  const all: Record<string, Json> = {
    ...state.fields,
    id: item.id,
    ContentType: 'Item',
    Modified: stamp(state.changedAt),
    Created: stamp(item.createdAt),
    AuthorLookupId: '1073741822',
    EditorLookupId: '1073741822',
    _UIVersionString: `${String(state.version)}.0`,
    Attachments: false,
  };
  const names = wanted === 'all' ? Object.keys(all) : wanted.filter((name) => Object.hasOwn(all, name));
  return { '@odata.etag': etagOf(item, state), ...Object.fromEntries(names.map((name) => [name, all[name]])) };
}

export function itemView(list: SiteList, item: ListItem, state: ItemState, wanted: 'all' | readonly string[] | undefined): JsonObject {
  const etag = etagOf(item, state);
  return {
    '@odata.etag': etag,
    createdDateTime: stamp(item.createdAt),
    eTag: etag,
    id: item.id,
    lastModifiedDateTime: stamp(state.changedAt),
    webUrl: `https://${list.site.id.split(',')[0] ?? ''}/sites/${list.site.name}/Lists/${list.name}/${item.id}_.000`,
    createdBy: { application: { id: item.createdBy } },
    lastModifiedBy: { application: { id: state.changedBy } },
    parentReference: { siteId: list.site.id },
    contentType: { id: '0x0100', name: 'Item' },
    ...(wanted && { fields: fieldsView(item, state, wanted) }),
  };
}
