import { toLaneId } from '../../../shared/kernel/ids';
import { laneTag } from '../../../shared/sync/lane/lane-tag';

describe('the tag of a lane', () => {
  it('is the same for ever, for logs outlive the process that wrote them', () => {
    expect(laneTag(toLaneId('mailbox:oak@city.example'))).toBe('lane-0m7yxdj');
  });

  it('differs for a thousand lanes', () => {
    const tags = Array.from({ length: 1000 }, (_, at) => laneTag(toLaneId(`mailbox:room-${String(at)}@city.example`)));

    expect(new Set(tags).size).toBe(1000);
  });

  it('shows nothing of the address', () => {
    expect(laneTag(toLaneId('mailbox:oak@city.example'))).toMatch(/^lane-[0-9a-z]{7}$/);
  });
});
