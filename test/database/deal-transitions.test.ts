import type { HotDealSignal } from '#event';
import { DealTransitionRepository } from '../../src/modules/event/persistence/deal-transition.repository';
import { AnnounceDealTransitions } from '../../src/modules/event/use-cases/announce-deal-transitions';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { createDeal, inDays, insertProducts } from '../support/deals';
import {
  instantIn,
  TransitionRecorder,
  moveWindow,
  signalsOf,
  signalNamesOf,
  untilPassed,
} from '../support/deal-transitions';
import { until } from '../support/until';

const SOON_MS = 150;

describe('the transitions of a hot deal', () => {
  let shop: Catalogue;
  let productIds: number[];
  beforeAll(async () => {
    shop = await openCatalogue({ providers: [TransitionRecorder] });
    productIds = await insertProducts(shop.database, [1_000, 2_000]);
  });
  afterAll(() => shop.close());

  const announced = (eventId: number): Promise<string[]> => signalNamesOf(shop.anonymous, eventId);
  const upcoming = (): Promise<number> => createDeal(shop.admin, productIds, { startEventTime: inDays(1) });
  const endAt = (eventId: number, instant: Date): Promise<void> =>
    moveWindow(shop.database, [eventId], 'end_at', instant);
  const receivedOf = (eventId: number): HotDealSignal[] =>
    shop.app.get(TransitionRecorder).signals.filter((signal) => signal.eventId === eventId);

  it('are announced when they take place, once each, with the terms of the creation', async () => {
    const eventId = await upcoming();
    const start = await instantIn(shop, SOON_MS);
    await moveWindow(shop.database, [eventId], 'start_at', start);
    await until(() => Promise.resolve(receivedOf(eventId).length === 1));
    expect((await instantIn(shop, 0)) >= start).toBe(true);
    const end = await instantIn(shop, SOON_MS);
    await endAt(eventId, end);
    await until(() => Promise.resolve(receivedOf(eventId).length === 2));
    expect((await instantIn(shop, 0)) >= end).toBe(true);

    const [created, opened, ended, ...others] = await signalsOf(shop.anonymous, eventId);
    expect(created).not.toHaveProperty('signal');
    const startEventTime = start.toISOString();
    expect(opened).toEqual({ ...created, seq: opened?.seq, signal: 'hot-deal-opened', startEventTime });
    expect(ended).toEqual({
      ...opened,
      seq: ended?.seq,
      signal: 'hot-deal-ended',
      endEventTime: end.toISOString(),
    });
    expect(others).toEqual([]);
    expect(receivedOf(eventId)).toEqual([opened, ended]);
  });

  it('are not announced when they lie before the creation', async () => {
    const eventId = await createDeal(shop.admin, productIds);
    await until(async () => {
      const [deal] = await shop.database.query<{ announced: string }>(
        'SELECT announced FROM hot_deals WHERE event_id = ?',
        [eventId],
      );
      return deal?.announced === 'OPENED';
    });
    await endAt(eventId, await instantIn(shop, 0));
    await until(async () => (await announced(eventId)).includes('hot-deal-ended'));
    expect(await announced(eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
  });

  it('list no products when the deal has more than 500', async () => {
    const many = await insertProducts(
      shop.database,
      Array.from({ length: 501 }, () => 1),
    );
    const eventId = await createDeal(shop.admin, many);
    await shop.admin.delete(`/api/event/${eventId}`);
    const [, ended] = await signalsOf(shop.anonymous, eventId);
    expect(ended).toMatchObject({ signal: 'hot-deal-ended', productCount: 501 });
    expect(ended).not.toHaveProperty('productIds');
  });

  it('include the end by an administrator, announced in the same commit, once', async () => {
    const eventId = await createDeal(shop.admin, productIds);
    await shop.admin.delete(`/api/event/${eventId}`);
    const { endEventTime } = (await shop.user.get(`/api/event/${eventId}`)).body;
    const [, ended] = await signalsOf(shop.anonymous, eventId);
    expect(ended).toMatchObject({ signal: 'hot-deal-ended', endEventTime });
    expect((await shop.admin.delete(`/api/event/${eventId}`)).status).toBe(204);
    expect(await announced(eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
    expect((await shop.user.get(`/api/event/${eventId}`)).body.endEventTime).toBe(endEventTime);
  });

  it('are the end only when a deal is ended before its start', async () => {
    const eventId = await upcoming();
    await shop.admin.delete(`/api/event/${eventId}`);
    expect(await announced(eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
    await moveWindow(shop.database, [eventId], 'start_at', await instantIn(shop, 0));
    await shop.app.get(AnnounceDealTransitions).execute();
    expect(await announced(eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
  });

  it('include an end before the start that was written without announcing it', async () => {
    const eventId = await upcoming();
    await endAt(eventId, await instantIn(shop, 0));
    await until(async () => (await announced(eventId)).length > 1);
    expect(await announced(eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
  });

  it('are announced once when two instances poll at the same time', async () => {
    const eventIds = await Promise.all(Array.from({ length: 20 }, upcoming));
    const start = await instantIn(shop, SOON_MS);
    await moveWindow(shop.database, eventIds, 'start_at', start);
    await untilPassed(shop, start);
    const one = shop.app.get(AnnounceDealTransitions);
    await until(async () => (await Promise.all([one.execute(), one.execute()])).every((pause) => pause > 50));
    const opened = await Promise.all(
      eventIds.map(async (eventId) => (await signalsOf(shop.anonymous, eventId)).slice(1)),
    );
    expect(opened.flatMap((signals) => signals.map(({ signal }) => signal))).toEqual(
      eventIds.map(() => 'hot-deal-opened'),
    );
  });

  it('are not repeated, and delay no others, when the announced state is lost', async () => {
    const [lost, other] = [await createDeal(shop.admin, productIds), await createDeal(shop.admin, productIds)];
    await shop.admin.delete(`/api/event/${lost}`);
    await shop.database.execute(`UPDATE hot_deals SET announced = 'CREATED' WHERE event_id = ?`, [lost]);
    await endAt(other, await instantIn(shop, 0));
    await until(async () => (await announced(other)).includes('hot-deal-ended'));
    await shop.app.get(AnnounceDealTransitions).execute();
    expect(await announced(lost)).toEqual(['new-hot-deal', 'hot-deal-ended']);
  });

  it('are unique in the database', async () => {
    const eventId = await createDeal(shop.admin, productIds);
    await shop.admin.delete(`/api/event/${eventId}`);
    const again = `INSERT INTO hot_deal_signals (seq, event_id, kind, payload) VALUES (-1, ?, 'hot-deal-ended', '{}')`;
    await expect(shop.database.execute(again, [eventId])).rejects.toThrow(/uq_hot_deal_signals_event/);
  });

  describe('while another transaction holds the lock of the deal', () => {
    it('are not moved when an administrator ends the deal too late', async () => {
      const eventId = await createDeal(shop.admin, productIds, { startEventTime: inDays(2) });
      const end = await instantIn(shop, 0);
      let ending: Promise<unknown> | undefined;
      await shop.database.transaction(async (tx) => {
        // Another instance announces the planned end, and has not committed yet.
        await tx.execute(`UPDATE hot_deals SET end_at = ?, announced = 'ENDED' WHERE event_id = ?`, [end, eventId]);
        ending = shop.admin.delete(`/api/event/${eventId}`);
        await until(async () => {
          const statements = await shop.database.query<{ db: string | null; Info: string | null }>(
            'SHOW FULL PROCESSLIST',
          );
          return statements.some(({ db, Info }) => db === shop.scheme && Info?.includes('WHERE event_id IN'));
        });
      });
      expect(await ending).toMatchObject({ status: 204 });
      expect((await shop.user.get(`/api/event/${eventId}`)).body.endEventTime).toBe(end.toISOString());
      expect(await announced(eventId)).toEqual(['new-hot-deal']);
    });
  });
});

describe('overdue transitions of hot deals', () => {
  it('are left to another transaction that holds the lock of the deal', async () => {
    const stopped = await openCatalogue();
    stopped.app.get(AnnounceDealTransitions).onModuleDestroy();
    const productIds = await insertProducts(stopped.database, [1_000]);
    const eventId = await createDeal(stopped.admin, productIds, { startEventTime: inDays(1) });
    await moveWindow(stopped.database, [eventId], 'start_at', await instantIn(stopped, 0));
    const transitions = stopped.app.get(DealTransitionRepository);
    await stopped.database.transaction(async (tx) => {
      await tx.query('SELECT announced FROM hot_deals WHERE event_id = ? FOR UPDATE', [eventId]);
      expect(await transitions.announce([eventId])).toBe(0);
    });
    expect(await transitions.announce([eventId])).toBe(1);
    expect(await transitions.announce([eventId])).toBe(0);
    await stopped.close();
  });

  it('are announced by the next instance that starts, in the order of their times, an opening before its end', async () => {
    const stopped = await openCatalogue();
    stopped.app.get(AnnounceDealTransitions).onModuleDestroy();
    const productIds = await insertProducts(stopped.database, [1_000]);
    const terms = { startEventTime: inDays(1) };
    const [later, missed, byHand, neverRan] = [
      await createDeal(stopped.admin, productIds, terms),
      await createDeal(stopped.admin, productIds, terms),
      await createDeal(stopped.admin, productIds, terms),
      await createDeal(stopped.admin, productIds, terms),
    ];
    // The end is written without announcing it.
    await moveWindow(stopped.database, [neverRan], 'end_at', await instantIn(stopped, 0));
    const start = await instantIn(stopped, 1);
    await moveWindow(stopped.database, [missed, byHand, neverRan], 'start_at', start);
    await moveWindow(stopped.database, [later], 'start_at', new Date(start.getTime() + 1));
    await untilPassed(stopped, start);
    await stopped.admin.delete(`/api/event/${byHand}`);
    const all = ['new-hot-deal', 'hot-deal-opened', 'hot-deal-ended'];
    expect(await signalNamesOf(stopped.anonymous, byHand)).toEqual(all);
    await moveWindow(stopped.database, [missed], 'end_at', await instantIn(stopped, 0));
    expect(await signalNamesOf(stopped.anonymous, missed)).toEqual(['new-hot-deal']);

    const next = await openCatalogue({ beside: stopped, providers: [TransitionRecorder] });
    const ofMissed = (): HotDealSignal[] =>
      next.app.get(TransitionRecorder).signals.filter(({ eventId }) => eventId === missed);
    await until(() => Promise.resolve(ofMissed().length === 2));
    expect(await signalNamesOf(next.anonymous, missed)).toEqual(all);
    expect(await signalNamesOf(next.anonymous, neverRan)).toEqual(['new-hot-deal', 'hot-deal-ended']);
    expect(ofMissed().map(({ signal }) => signal)).toEqual(all.slice(1));
    const openings = next.app.get(TransitionRecorder).signals.filter(({ signal }) => signal === 'hot-deal-opened');
    expect(openings.map(({ eventId }) => eventId)).toEqual([missed, later]);
    expect(openings.map(({ seq }) => seq)).toEqual(
      [...openings.map(({ seq }) => seq)].sort((one, other) => one - other),
    );
    await next.close();
    await stopped.close();
  });
});
