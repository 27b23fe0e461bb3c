import { aDividedHall, aSpaceInput, spaceId } from '../../support/builders/space-builder';
import { Town } from '../../support/town';

describe('listing spaces', () => {
  it('gives all of every ledger, by building and name', async () => {
    const depot = { name: 'Depot', abbreviation: 'D' };
    const town = await new Town().with(
      ...aDividedHall(),
      aSpaceInput('oak', { name: 'Assembly' }),
      aSpaceInput('yard', { building: depot }),
    );

    expect((await town.process().listSpaces()).map(({ id }) => id)).toEqual(['yard', 'oak', 'hall', 'hall-1', 'hall-2']);
  });

  it('reads on to the last page', async () => {
    const town = await new Town().with(...['a', 'b', 'c', 'd', 'e'].map((id) => aSpaceInput(id)));
    const { database, listSpaces } = town.process();
    const { scan } = database;
    database.scan = (asked) => scan({ ...asked, limit: 2 });

    expect((await listSpaces()).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e'].map(spaceId));
  });

  it('gives nothing where there is nothing', async () => {
    expect(await new Town().process().listSpaces()).toEqual([]);
  });
});
