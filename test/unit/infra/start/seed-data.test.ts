import { SPACES, STAFF } from '../../../../infra/local/seed-data';

describe('the seed', () => {
  it('has twelve spaces in three buildings and forty people, each once', () => {
    expect(new Set(SPACES.map(({ id }) => id)).size).toBe(12);
    expect(new Set(SPACES.map(({ building }) => building.name)).size).toBe(3);
    expect(new Set(STAFF.map(({ address }) => address)).size).toBe(40);
  });

  it('divides one hall, in its own building', () => {
    const parts = SPACES.filter(({ partOf }) => partOf !== undefined);
    const wholes = new Set(parts.map(({ partOf }) => SPACES.find(({ id }) => id === partOf)));

    expect(parts).toHaveLength(2);
    expect(wholes.size).toBe(1);
    expect(new Set([...wholes, ...parts].map((space) => space?.building.name)).size).toBe(1);
  });
});
