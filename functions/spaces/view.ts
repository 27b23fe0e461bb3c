import { instantText } from '../../shared/kernel/instants';
import type { SpaceView } from '../../shared/spaces/messages';
import type { Space } from '../../shared/spaces/model';

/** Addresses of mailboxes are for staff. */
export function view(space: Space, audience: 'public' | 'staff'): SpaceView {
  const { exchangeResourceMailbox, calendar, changedAt, features, ...rest } = space;
  const seen = { ...rest, features: [...features], changedAt: instantText(changedAt) };
  if (audience === 'public') return seen;
  return { ...seen, ...(exchangeResourceMailbox !== undefined && { exchangeResourceMailbox }), ...(calendar && { calendar }) };
}
