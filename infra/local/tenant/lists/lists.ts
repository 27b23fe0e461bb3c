import type { EpochMs } from '../../../../shared/kernel/clock';
import type { Json } from '../../../../shared/kernel/json';
import type { CoreParts } from '../../kernel/travel';
import { guidOf } from '../guid';
import { LateView } from '../late-view';
import { drawn } from '../mailboxes';
import type { TenantOptions } from '../options';

export interface Column {
  /** Internal name. */
  readonly name: string;
  readonly type: 'text' | 'note' | 'number' | 'boolean' | 'dateTime';
  readonly isIndexed?: boolean;
  /** Unique values; such a column is indexed. */
  readonly isUnique?: boolean;
}

export interface Site {
  /** `{host},{site collection},{web}`. */
  readonly id: string;
  readonly name: string;
  /** What apps with Sites.Selected may do here, by client id in lower case. */
  readonly grants: Map<string, 'read' | 'write'>;
}

/** Values by the column's name; what is not set is absent. */
export type Fields = Readonly<Record<string, Json>>;

/** One version of an item. */
export interface ItemState {
  readonly fields: Fields;
  readonly version: number;
  readonly changedAt: EpochMs;
  /** Client id of the app. */
  readonly changedBy: string;
}

export interface ListItem {
  /** A number within the list. */
  readonly id: string;
  readonly guid: string;
  readonly createdAt: EpochMs;
  /** Client id of the app. */
  readonly createdBy: string;
  /** Undefined once deleted. */
  current: ItemState | undefined;
  readonly inLists: LateView<ItemState>;
}

export interface SiteList {
  readonly id: string;
  readonly name: string;
  readonly site: Site;
  /** By name, `Title` among them. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly items: Map<string, ListItem>;
  lastId: number;
}

/** Sites of SharePoint with their lists and the items in them. */
export class Lists {
  private readonly sites = new Map<string, Site>();
  private readonly lists = new Map<string, SiteList>();
  /** Grows with every change of an item, a new list included. */
  revision = 0;

  constructor(
    private readonly parts: CoreParts,
    private readonly options: TenantOptions,
  ) {}

  addSite(name: string, host = 'example.sharepoint.com'): Site {
    const id = `${host},${guidOf(`site collection ${name}`)},${guidOf(`web ${name}`)}`;
    const site: Site = { id, name, grants: new Map() };
    this.sites.set(id.toLowerCase(), site);
    return site;
  }

  addList(site: Site, name: string, columns: readonly Column[]): SiteList {
    const title: Column = { name: 'Title', type: 'text' };
    const list: SiteList = {
      id: guidOf(`list ${site.id} ${name}`),
      name,
      site,
      columns: new Map([title, ...columns].map((column) => [column.name, column])),
      items: new Map(),
      lastId: 0,
    };
    this.lists.set(list.id.toLowerCase(), list);
    this.revision += 1;
    return list;
  }

  site(id: string): Site | undefined {
    return this.sites.get(id.toLowerCase());
  }

  list(site: Site, id: string): SiteList | undefined {
    const list = this.lists.get(id.toLowerCase());
    return list?.site === site ? list : undefined;
  }

  all(): Iterable<SiteList> {
    return this.lists.values();
  }

  create(list: SiteList, fields: Fields, by: string): ListItem {
    list.lastId += 1;
    const id = String(list.lastId);
    const createdAt = this.parts.now();
    const item: ListItem = {
      id,
      guid: guidOf(`item ${list.id} ${id}`),
      createdAt,
      createdBy: by,
      current: undefined,
      inLists: new LateView(),
    };
    list.items.set(id, item);
    this.become(item, { fields, version: 1, changedAt: createdAt, changedBy: by });
    return item;
  }

  /** A value of null takes the field away. */
  change(item: ListItem, state: ItemState, changes: Fields, by: string): ItemState {
    const fields = Object.fromEntries(Object.entries({ ...state.fields, ...changes }).filter(([, value]) => value !== null));
    const next = { fields, version: state.version + 1, changedAt: this.parts.now(), changedBy: by };
    this.become(item, next);
    return next;
  }

  delete(item: ListItem): void {
    this.become(item, undefined);
  }

  /** The items that readers of the list see by now, oldest first. */
  shown(list: SiteList): readonly { readonly item: ListItem; readonly state: ItemState }[] {
    const now = this.parts.now();
    return [...list.items.values()].flatMap((item) => {
      const state = item.inLists.at(now);
      if (!item.current && item.inLists.isOver(now)) list.items.delete(item.id);
      return state ? [{ item, state }] : [];
    });
  }

  private become(item: ListItem, state: ItemState | undefined): void {
    const now = this.parts.now();
    item.current = state;
    item.inLists.show(state, now + Math.max(drawn(this.options.listLagMs, this.parts.random), 0), now);
    this.revision += 1;
  }
}
