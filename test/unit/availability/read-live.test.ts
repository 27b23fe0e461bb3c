import { makeReadLive } from '../../../shared/availability/read-live';
import { at } from '../../support/builders/reservation-builder';
import { aSpace } from '../../support/builders/space-builder';

describe('dates in a calendar, as the search shows them', () => {
  const oak = aSpace('oak', { timeZone: 'America/Sao_Paulo' }); // 3 hours behind UTC
  const whole = { start: at(3), end: at(4) };
  const asked = { spaces: [oak], all: [oak], taken: new Map() };
  const readLive = (ours: boolean) =>
    makeReadLive({
      readSchedules: (addresses) => Promise.resolve(new Map(addresses.map((address) => [address, { kind: 'read', busy: [whole] }]))),
      findStrangers: (entries) => Promise.resolve(ours ? new Map() : entries),
    });

  it('take their dates by the clock of the room, and their instants too', async () => {
    const live = await readLive(false)({ ...asked, span: { start: at(4, 1), end: at(4, 2) } });

    expect(live.get(oak.id)).toEqual({ says: 'free', busy: [{ start: at(3), end: at(4, 3) }] });
  });

  it('take nothing where the entry is ours', async () => {
    const live = await readLive(true)({ ...asked, taken: new Map([[oak.id, [whole]]]), span: { start: at(4, 1), end: at(4, 2) } });

    expect(live.get(oak.id)).toEqual({ says: 'free', busy: [] });
  });

  it('take nothing of the hours beside them', async () => {
    const live = await readLive(false)({ ...asked, span: { start: at(4, 3), end: at(4, 4) } });

    expect(live.get(oak.id)).toEqual({ says: 'free', busy: [] });
  });
});
