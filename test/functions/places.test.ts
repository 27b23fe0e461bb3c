import { anApi } from './support/api';

const adminOf = (api: Awaited<ReturnType<typeof anApi>>) => ({ headers: api.staff(['Instep.Admin']) });

describe('the place of a space', () => {
  it('is entered with the space; the display name is the name unless it is given, and the address stays', async () => {
    const api = await anApi();
    const more = { floor: 2, floorLabel: 'Second', wheelchairAccessible: true, placeAuthority: { floorLabel: 'entra' } };

    const plain = await api.send('GET', '/api/v1/spaces/oak', adminOf(api));
    await api.putSpace('oak', { ...more, displayName: 'The Oak' });
    const named = await api.send('GET', '/api/v1/spaces/oak', adminOf(api));
    const publicly = await api.send('GET', '/api/v1/spaces/oak');

    expect(plain.body).toMatchObject({ name: 'oak', displayName: 'oak' });
    expect(named.body).toMatchObject({ ...more, name: 'oak', displayName: 'The Oak', exchangeResourceMailbox: 'oak@city.example' });
    expect(publicly.body).toMatchObject({ displayName: 'The Oak', floor: 2, floorLabel: 'Second', wheelchairAccessible: true });
    expect(publicly.body).not.toHaveProperty('placeAuthority');
  });

  it.each<[string, object, string]>([
    ['a floor between two', { floor: 1.5 }, '/floor'],
    ['an authority that is none', { placeAuthority: { capacity: 'people' } }, '/placeAuthority/capacity'],
    ['an authority over the display name', { placeAuthority: { displayName: 'app' } }, '/placeAuthority/displayName'],
  ])('refuses %s', async (_what, more, field) => {
    const api = await anApi();

    expect(await api.putSpace('oak', more)).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ field }] } });
  });

  it('says under the id of its space why it is not written yet, and is retried there', async () => {
    const api = await anApi({ settings: { PLACES: 'write' } });
    await api.putSpace('oak-north', { partOf: 'oak', exchangeResourceMailbox: 'north@city.example' });

    const item = await api.send('GET', '/api/v1/sync/items/place/oak-north', adminOf(api));
    const retried = await api.send('POST', '/api/v1/sync/items/place/oak-north/retry', adminOf(api));
    const none = await api.send('GET', '/api/v1/sync/items/place/nowhere', adminOf(api));

    expect(item).toMatchObject({ status: 200, body: { kind: 'place', id: 'oak-north', lane: 'directory:places', state: 'pending' } });
    expect([retried.status, none.status]).toEqual([200, 404]);
  });

  it('is not wished unless PLACES says so', async () => {
    const api = await anApi();

    expect((await api.send('GET', '/api/v1/sync/items/place/oak', adminOf(api))).status).toBe(404);
  });
});
