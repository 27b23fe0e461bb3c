import { laneUnder, OWN_RIGHT } from '../../../shared/sync/lane/right';
import type { Scope } from '../../../shared/sync/scope';

/** People of the directory: some of them are protected, so a refusal may be of one person alone. */
export const PERSON: Scope = { name: 'person', missing: { blocks: 'item', code: 'person-missing' }, denied: 'item', throttled: 'lane' };

export const GROUP: Scope = { name: 'group', missing: { blocks: 'item', code: 'group-missing' }, denied: 'item', throttled: 'lane' };

export const LIST: Scope = {
  name: 'list',
  missing: { blocks: 'item', code: 'list-missing' },
  denied: 'kind',
  throttled: 'lane',
  alsoDenied: 'grant the app the site',
};

export const PEOPLE_LANE = laneUnder(OWN_RIGHT, 'directory:people');
export const LISTS_LANE = laneUnder(OWN_RIGHT, 'lists:town');
