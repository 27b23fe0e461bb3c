import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { GraphRequest } from '../../../shared/kernel/graph';
import { MAIL, senderLane } from '../../../shared/mail/model';
import { withNewDesired, type SyncItem } from '../../../shared/sync/item/item';
import { aCause } from '../../support/builders/cause';
import { NOW } from '../../support/builders/instants';
import { aMailItem, MAILS_PER_MINUTE, OFFICE, OFFICE_LANE } from '../../support/builders/mail';
import { LoopWorld } from '../../support/loop-world';

const MARK = 'oak.choir~2-approved';
const isSend = (requests: readonly GraphRequest[]): boolean => requests.some(({ path }) => path.endsWith('/send'));
const isDraft = (requests: readonly GraphRequest[]): boolean => requests.some(({ path }) => path.endsWith('/messages'));
const verbs = (world: LoopWorld): string[] => world.audits().map(({ verb }) => verb);
/** What a later decision does to a mail, under its etag. */
async function withdraw(world: LoopWorld, key = MARK): Promise<void> {
  await world.commit(withNewDesired(world.mail(key), null, aCause(), world.now));
}

describe('a mail', () => {
  it('is drafted with our mark, recorded, and sent by the id of its draft', async () => {
    const world = new LoopWorld();
    await world.commit(aMailItem());

    await world.run(MINUTE);

    expect(world.office()).toEqual({ drafts: [], sent: [MARK] });
    expect(world.mail()).toMatchObject({ state: 'in-step', appliedRevision: 1, applied: { sent: true } });
    expect(world.writes(OFFICE).map(({ method, answer }) => `${method} ${String(answer)}`)).toEqual(['POST 201', 'POST 202']);
    expect(verbs(world)).toEqual(['create', 'send']);
    expect(world.tenant.snapshot().deliveredOutside).toMatchObject([{ to: ['ada@home.example'], subject: 'Reservation confirmed' }]);
  });

  it('keeps nothing of whom it went to and what it said once it has left, and its item for ninety days', async () => {
    const world = new LoopWorld();
    await world.commit(aMailItem());

    await world.run(MINUTE);

    expect(world.mail()).toMatchObject({
      state: 'in-step',
      desired: { revision: 1, value: { template: 'approved' } },
      ttl: 90 * 24 * 3600,
    });
    expect(world.mail().lastSuccessAt).toBeDefined();
    expect(JSON.stringify(world.mail())).not.toMatch(/ada@|Confirmed|home\.example/);
  });

  it('that is asked for once more, long after it left and was reduced, is not sent again', async () => {
    const world = new LoopWorld();
    await world.commit(aMailItem());
    await world.run(MINUTE);

    await world.commit({ ...world.mail(), state: 'unknown', look: 'all', unknownSince: world.now, due: world.now });
    await world.run(10 * MINUTE);

    expect(world.office()).toEqual({ drafts: [], sent: [MARK] });
    expect(world.mail()).toMatchObject({ state: 'in-step', desired: { value: { template: 'approved' } }, applied: { sent: true } });
  });

  it('names the setting where there is no mailbox to send from', async () => {
    const world = new LoopWorld();
    await world.commit(aMailItem({ target: 'nobody@city.example', lane: senderLane('nobody@city.example') }));
    await world.run();

    expect(world.lane(senderLane('nobody@city.example')).blocked?.reason.sentence).toBe(
      'Microsoft knows no mailbox nobody@city.example: create it, or correct the setting MAIL_SENDER.',
    );
  });

  it('that waits keeps what it says', async () => {
    const world = new LoopWorld();
    world.fail('send-message', { kind: 'refuse', status: 429, retryAfter: '600' }, { times: 1 });
    await world.commit(aMailItem());

    await world.run(MINUTE);

    expect(world.mail()).toMatchObject({ desired: { value: { to: 'ada@home.example' } } });
    expect(world.mail()).not.toHaveProperty('ttl');
  });

  it('that was withdrawn is forgotten in time as well', async () => {
    const world = new LoopWorld();
    await world.commit(aMailItem({ desired: { revision: 2, value: null } }));

    await world.run(MINUTE);

    expect(world.mail()).toMatchObject({ state: 'in-step', desired: { value: null }, ttl: 90 * 24 * 3600 });
  });

  it('leaves nobody in the log or the audit records', async () => {
    const world = new LoopWorld();
    await world.commit(aMailItem());

    await world.run(MINUTE);

    expect(JSON.stringify([world.log, world.audits()])).not.toMatch(/ada@|Confirmed|home\.example/);
  });

  it.each(['missing', 'draft'] as const)(
    'whose answer to the draft is lost is found by its mark and sent once (%s while sending)',
    async (whileSending) => {
      const world = new LoopWorld();
      Object.assign(world.tenant.options, { whileSending, sentLagMs: 20 * SECOND });
      world.fail('create-message', { kind: 'never' }, { when: 'after', times: 1 });
      await world.commit(aMailItem());

      await world.run(10 * MINUTE);

      expect(world.office()).toEqual({ drafts: [], sent: [MARK] });
      expect(world.mail()).toMatchObject({ state: 'in-step' });
    },
  );

  it('whose draft shows up late leaves no second one behind', async () => {
    const world = new LoopWorld();
    world.tenant.options.listLagMs = 150 * SECOND;
    world.fail('create-message', { kind: 'never' }, { when: 'after', times: 1 });
    await world.commit(aMailItem());

    await world.run(20 * MINUTE);

    expect(world.office()).toEqual({ drafts: [], sent: [MARK] });
  });

  it.each([
    ['missing', 'after', 1],
    ['draft', 'after', 1],
    ['missing', 'before', 2],
    ['draft', 'before', 2],
  ] as const)(
    'whose answer to the sending is lost is sent once (%s while sending, lost %s the effect)',
    async (whileSending, when, sends) => {
      const world = new LoopWorld();
      Object.assign(world.tenant.options, { whileSending, sentLagMs: 45 * SECOND });
      world.fail('send-message', { kind: 'never' }, { when, times: 1 });
      await world.commit(aMailItem());

      await world.run(10 * MINUTE);

      expect(world.office()).toEqual({ drafts: [], sent: [MARK] });
      expect(world.mail()).toMatchObject({ state: 'in-step', applied: { sent: true } });
      expect(world.writes(OFFICE)).toHaveLength(1 + sends);
    },
  );

  it('that still waits is not sent again before two minutes have passed', async () => {
    const world = new LoopWorld();
    world.fail('send-message', { kind: 'never' }, { times: 1 });
    await world.commit(aMailItem());

    await world.run(2 * MINUTE - SECOND);
    const before = world.writes(OFFICE).length;
    const why = world.mail();
    await world.run(30 * SECOND);

    expect(before).toBe(2);
    expect(why).toMatchObject({ state: 'unknown', reason: { code: 'outcome-unknown' } });
    expect(world.writes(OFFICE)).toHaveLength(3);
    expect(world.mail()).toMatchObject({ state: 'in-step' });
  });

  it.each([500, 502, 503, 504])('is sent once though its sending is answered with %d after it was done', async (status) => {
    const world = new LoopWorld();
    Object.assign(world.tenant.options, { sentLagMs: 10 * SECOND });
    world.fail('send-message', { kind: 'refuse', status }, { when: 'after', times: 1 });
    await world.commit(aMailItem());

    await world.run(10 * MINUTE);

    expect(world.office()).toEqual({ drafts: [], sent: [MARK] });
    expect(world.writes(OFFICE)).toHaveLength(2);
  });

  it('needs attention when nobody can read for ten minutes whether it left, is not sent a second time, and heals by itself', async () => {
    const world = new LoopWorld();
    world.fail('send-message', { kind: 'never' }, { when: 'after', times: 1 });
    world.fail('get-message', { kind: 'refuse', status: 500 }, { until: NOW + 20 * MINUTE });
    await world.commit(aMailItem());

    await world.run(15 * MINUTE);
    const shown = world.mail();
    await world.run(15 * MINUTE);

    expect(shown).toMatchObject({ state: 'needs-attention', reason: { code: 'send-unresolved', who: 'operator' } });
    expect(world.writes(OFFICE)).toHaveLength(2);
    expect(world.mail()).toMatchObject({ state: 'in-step', applied: { sent: true } });
    expect(world.office().sent).toEqual([MARK]);
  });

  it('survives the death of its worker between the sending and the record of it', async () => {
    const world = new LoopWorld();
    await world.commit(aMailItem());
    world.killAfter(isSend);

    await world.run(10 * MINUTE);

    expect(world.office()).toEqual({ drafts: [], sent: [MARK] });
    expect(world.mail()).toMatchObject({ state: 'in-step', applied: { sent: true } });
    expect(verbs(world)).toEqual(['create', 'found']);
  });

  it('survives the death of its worker between the draft and the record of it', async () => {
    const world = new LoopWorld();
    await world.commit(aMailItem());
    world.killAfter(isDraft);

    await world.run(10 * MINUTE);

    expect(world.office()).toEqual({ drafts: [], sent: [MARK] });
  });

  it('is parked with its reason when Microsoft never takes it, and its draft goes when it is withdrawn', async () => {
    const world = new LoopWorld();
    world.fail('send-message', { kind: 'refuse', status: 400, code: 'ErrorInvalidRecipients' });
    await world.commit(aMailItem());

    await world.run(10 * MINUTE);
    const shown = world.mail();
    await withdraw(world);
    await world.run(MINUTE);

    expect(shown).toMatchObject({ state: 'parked', reason: { code: 'refused-for-good' } });
    expect(world.office()).toEqual({ drafts: [], sent: [] });
    expect(world.mail()).toMatchObject({ state: 'in-step' });
  });

  it('is made anew when somebody removed its draft before it left', async () => {
    const world = new LoopWorld();
    world.worker.aroundGraph = async (send, requests, options) => {
      if (isSend(requests) && world.office().sent.length === 0 && world.writes(OFFICE).length === 1) {
        const path = requests[0]?.path.replace('/send', '') ?? '';
        await send([{ method: 'DELETE', path, headers: requests[0]?.headers ?? {} }], options);
      }
      return send(requests, options);
    };
    await world.commit(aMailItem());

    await world.run(10 * MINUTE);

    expect(world.office()).toEqual({ drafts: [], sent: [MARK] });
  });
});

describe('a mail that a later decision overtook', () => {
  it('is never drafted when nothing was done yet', async () => {
    const world = new LoopWorld();
    await world.commit(withNewDesired(aMailItem(), null, aCause(), NOW));

    await world.run(MINUTE);

    expect(world.writes(OFFICE)).toEqual([]);
    expect(world.mail()).toMatchObject({ state: 'in-step' });
  });

  it('has its draft removed, though the answer to the draft came after the decision', async () => {
    const world = new LoopWorld();
    await world.commit(aMailItem());
    let once = true;
    world.worker.aroundGraph = async (send, requests, options) => {
      const answers = await send(requests, options);
      if (once && isDraft(requests)) await withdraw(world);
      once = false;
      return answers;
    };

    await world.run(10 * MINUTE);

    expect(world.office()).toEqual({ drafts: [], sent: [] });
    expect(world.mail()).toMatchObject({ state: 'in-step', appliedRevision: 2 });
  });

  it('stays sent when the decision came too late, whichever of the two was recorded first', async () => {
    const world = new LoopWorld();
    Object.assign(world.tenant.options, { whileSending: 'draft', sentLagMs: 30 * SECOND });
    await world.commit(aMailItem());
    world.worker.aroundGraph = async (send, requests, options) => {
      const answers = await send(requests, options);
      if (isSend(requests)) await withdraw(world);
      return answers;
    };

    await world.run(10 * MINUTE);

    expect(world.office()).toEqual({ drafts: [], sent: [MARK] });
    expect(world.mail()).toMatchObject({ state: 'in-step', appliedRevision: 2, applied: { sent: true } });
  });

  it('is not sent again, and not kept, when its sending was lost on the way', async () => {
    const world = new LoopWorld();
    world.fail('send-message', { kind: 'never' }, { times: 1 });
    await world.commit(aMailItem());
    await world.run(40 * SECOND);

    await withdraw(world);
    await world.run(10 * MINUTE);

    expect(world.office()).toEqual({ drafts: [], sent: [] });
    expect(world.mail()).toMatchObject({ state: 'in-step' });
  });
});

describe('the lane of a sender', () => {
  const many = (count: number): SyncItem[] =>
    Array.from({ length: count }, (_, at) => aMailItem({ key: `oak.choir~${String(at + 1)}-approved`, priority: -(NOW + at) }));

  it('sends no more within a minute than it may, the newest decision first, and says why the others wait', async () => {
    const world = new LoopWorld();
    const times: number[] = [];
    world.worker.aroundGraph = (send, requests, options) => {
      for (const { path } of requests) if (path.endsWith('/send')) times.push(world.now);
      return send(requests, options);
    };
    await world.commit(...many(12));

    await world.run(50 * SECOND);
    const first = world.office().sent;
    const lane = world.lane(OFFICE_LANE);
    await world.run(4 * MINUTE);

    expect(new Set(first)).toEqual(new Set([12, 11, 10, 9, 8].map((number) => `oak.choir~${String(number)}-approved`)));
    expect(lane.pacedUntil).toBe(lane.notBefore);
    expect(world.office().sent).toHaveLength(12);
    for (const at of times)
      expect(times.filter((other) => other >= at && other < at + MINUTE).length).toBeLessThanOrEqual(MAILS_PER_MINUTE);
  });

  it('keeps its pace over the death of a worker', async () => {
    const world = new LoopWorld();
    await world.commit(...many(8));
    world.killAfter(isSend);

    await world.run(95 * SECOND);
    const soon = world.office().sent.length;
    await world.run(10 * MINUTE);

    expect(soon).toBeLessThanOrEqual(2 * MAILS_PER_MINUTE);
    expect(world.office().sent).toHaveLength(8);
    expect(new Set(world.office().sent).size).toBe(8);
  });

  it.each(['Mail.ReadWrite', 'Mail.Send'])('is blocked with a sentence that names the permissions when %s is not granted', async (role) => {
    const world = new LoopWorld();
    world.revoke(role);
    await world.commit(aMailItem());

    await world.run(2 * MINUTE);

    expect(world.lane(OFFICE_LANE).kinds?.[MAIL]?.reason).toMatchObject({ code: 'permission-missing' });
    expect(world.lane(OFFICE_LANE).kinds?.[MAIL]?.reason.sentence).toMatch(/Mail\.ReadWrite and .*Mail\.Send/);
    expect(world.office().sent).toEqual([]);
  });
});
