import type { HotDealSignal } from '#event';
import { DealTransitionRepository } from '../../src/modules/event/persistence/deal-transition.repository';
import { AnnounceDealTransitions } from '../../src/modules/event/use-cases/announce-deal-transitions';
import { type Catalogue, openCatalogue } from '../support/catalogue';
import { createDeal, inDays, setStock } from '../support/deals';
import { instantIn, TransitionRecorder, moveWindow, signalsOf, signalNamesOf, untilPassed } from '../support/deal-transitions';
import { until } from '../support/until';

const SOON_MS = 150;

describe('the moments of a hot deal', () => {
  let shop: Catalogue;
  let productIds: number[];
  beforeAll(async () => {
    shop = await openCatalogue({ providers: [TransitionRecorder] });
    productIds = await setStock(shop.database, [1_000, 2_000]);
  });
  afterAll(() => shop.close());

  const told = (eventId: number): Promise<string[]> => signalNamesOf(shop.anybody, eventId);
  const upcoming = (): Promise<number> => createDeal(shop.admin, productIds, { startEventTime: inDays(1) });
  const endAt = (eventId: number, instant: Date): Promise<void> => moveWindow(shop.database, [eventId], 'end_at', instant);
  const heardOf = (eventId: number): HotDealSignal[] =>
    shop.app.get(TransitionRecorder).heard.filter((signal) => signal.eventId === eventId);

  it('are told as they come, each once, with what was said at the creation', async () => {
    const eventId = await upcoming();
    const start = await instantIn(shop, SOON_MS);
    await moveWindow(shop.database, [eventId], 'start_at', start);
    await until(() => Promise.resolve(heardOf(eventId).length === 1));
    expect((await instantIn(shop, 0)) >= start).toBe(true);
    const end = await instantIn(shop, SOON_MS);
    await endAt(eventId, end);
    await until(() => Promise.resolve(heardOf(eventId).length === 2));
    expect((await instantIn(shop, 0)) >= end).toBe(true);

    const [created, opened, ended, ...others] = await signalsOf(shop.anybody, eventId);
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
    expect(heardOf(eventId)).toEqual([opened, ended]);
  });

  it('are not told if they lay before the creation', async () => {
    const eventId = await createDeal(shop.admin, productIds);
    await until(async () => {
      const [deal] = await shop.database.query<{ announced: string }>(
        'SELECT announced FROM hot_deals WHERE event_id = ?',
        [eventId],
      );
      return deal?.announced === 'OPENED';
    });
    await endAt(eventId, await instantIn(shop, 0));
    await until(async () => (await told(eventId)).includes('hot-deal-ended'));
    expect(await told(eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
  });

  it('name no products where there are too many', async () => {
    const many = await setStock(
      shop.database,
      Array.from({ length: 501 }, () => 1),
    );
    const eventId = await createDeal(shop.admin, many);
    await shop.admin.delete(`/api/event/${eventId}`);
    const [, ended] = await signalsOf(shop.anybody, eventId);
    expect(ended).toMatchObject({ signal: 'hot-deal-ended', productCount: 501 });
    expect(ended).not.toHaveProperty('productIds');
  });

  it('include an end by hand, told with it, once', async () => {
    const eventId = await createDeal(shop.admin, productIds);
    await shop.admin.delete(`/api/event/${eventId}`);
    const { endEventTime } = (await shop.user.get(`/api/event/${eventId}`)).body;
    const [, ended] = await signalsOf(shop.anybody, eventId);
    expect(ended).toMatchObject({ signal: 'hot-deal-ended', endEventTime });
    expect((await shop.admin.delete(`/api/event/${eventId}`)).status).toBe(204);
    expect(await told(eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
    expect((await shop.user.get(`/api/event/${eventId}`)).body.endEventTime).toBe(endEventTime);
  });

  it('are an end only, if a deal is ended before it begins', async () => {
    const eventId = await upcoming();
    await shop.admin.delete(`/api/event/${eventId}`);
    expect(await told(eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
    await moveWindow(shop.database, [eventId], 'start_at', await instantIn(shop, 0));
    await shop.app.get(AnnounceDealTransitions).execute();
    expect(await told(eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
  });

  it('include an end before the beginning that was made without telling it', async () => {
    const eventId = await upcoming();
    await endAt(eventId, await instantIn(shop, 0));
    await until(async () => (await told(eventId)).length > 1);
    expect(await told(eventId)).toEqual(['new-hot-deal', 'hot-deal-ended']);
  });

  it('are told once by two who look at the same time', async () => {
    const eventIds = await Promise.all(Array.from({ length: 20 }, upcoming));
    const start = await instantIn(shop, SOON_MS);
    await moveWindow(shop.database, eventIds, 'start_at', start);
    await untilPassed(shop, start);
    const one = shop.app.get(AnnounceDealTransitions);
    await until(async () => (await Promise.all([one.execute(), one.execute()])).every((pause) => pause > 50));
    const opened = await Promise.all(
      eventIds.map(async (eventId) => (await signalsOf(shop.anybody, eventId)).slice(1)),
    );
    expect(opened.flatMap((signals) => signals.map(({ signal }) => signal))).toEqual(
      eventIds.map(() => 'hot-deal-opened'),
    );
  });

  it('do not come twice, and hold up no others, where what was noted of them is lost', async () => {
    const [lost, other] = [await createDeal(shop.admin, productIds), await createDeal(shop.admin, productIds)];
    await shop.admin.delete(`/api/event/${lost}`);
    await shop.database.execute(`UPDATE hot_deals SET announced = 'CREATED' WHERE event_id = ?`, [lost]);
    await endAt(other, await instantIn(shop, 0));
    await until(async () => (await told(other)).includes('hot-deal-ended'));
    await shop.app.get(AnnounceDealTransitions).execute();
    expect(await told(lost)).toEqual(['new-hot-deal', 'hot-deal-ended']);
  });

  it('can be kept once only', async () => {
    const eventId = await createDeal(shop.admin, productIds);
    await shop.admin.delete(`/api/event/${eventId}`);
    const again = `INSERT INTO hot_deal_signals (seq, event_id, kind, payload) VALUES (-1, ?, 'hot-deal-ended', '{}')`;
    await expect(shop.database.execute(again, [eventId])).rejects.toThrow(/uq_hot_deal_signals_event/);
  });

  describe('while another transaction has the deal in hand', () => {
    it('are not moved by an end by hand that comes too late', async () => {
      const eventId = await createDeal(shop.admin, productIds, { startEventTime: inDays(2) });
      const end = await instantIn(shop, 0);
      let ending: Promise<unknown> | undefined;
      await shop.database.transaction(async (tx) => {
        // Another instance tells the end as planned, and has not committed yet.
        await tx.execute(`UPDATE hot_deals SET end_at = ?, announced = 'ENDED' WHERE event_id = ?`, [end, eventId]);
        ending = shop.admin.delete(`/api/event/${eventId}`);
        await until(async () => {
          const statements = await shop.database.query<{ db: string | null; Info: string | null }>(
            'SHOW FULL PROCESSLIST',
          );
          return statements.some(({ db, Info }) => db === shop.scheme && Info?.includes('WHERE event_id = '));
        });
      });
      expect(await ending).toMatchObject({ status: 204 });
      expect((await shop.user.get(`/api/event/${eventId}`)).body.endEventTime).toBe(end.toISOString());
      expect(await told(eventId)).toEqual(['new-hot-deal']);
    });
  });
});

describe('the moments of hot deals that nobody looked at', () => {
  it('are left to another who has the deal in hand', async () => {
    const away = await openCatalogue();
    away.app.get(AnnounceDealTransitions).onModuleDestroy();
    const productIds = await setStock(away.database, [1_000]);
    const eventId = await createDeal(away.admin, productIds, { startEventTime: inDays(1) });
    await moveWindow(away.database, [eventId], 'start_at', await instantIn(away, 0));
    const moments = away.app.get(DealTransitionRepository);
    await away.database.transaction(async (tx) => {
      await tx.query('SELECT announced FROM hot_deals WHERE event_id = ? FOR UPDATE', [eventId]);
      expect(await moments.announce([eventId])).toBe(0);
    });
    expect(await moments.announce([eventId])).toBe(1);
    expect(await moments.announce([eventId])).toBe(0);
    await away.close();
  });

  it('are told by the next to live, in the order in which they came: an opening before its end, also an end by hand', async () => {
    const away = await openCatalogue();
    away.app.get(AnnounceDealTransitions).onModuleDestroy();
    const productIds = await setStock(away.database, [1_000]);
    const terms = { startEventTime: inDays(1) };
    const [later, missed, byHand, neverRan] = [
      await createDeal(away.admin, productIds, terms),
      await createDeal(away.admin, productIds, terms),
      await createDeal(away.admin, productIds, terms),
      await createDeal(away.admin, productIds, terms),
    ];
    // As a version of this code ends it that tells nothing.
    await moveWindow(away.database, [neverRan], 'end_at', await instantIn(away, 0));
    const start = await instantIn(away, 1);
    await moveWindow(away.database, [missed, byHand, neverRan], 'start_at', start);
    await moveWindow(away.database, [later], 'start_at', new Date(start.getTime() + 1));
    await untilPassed(away, start);
    await away.admin.delete(`/api/event/${byHand}`);
    const all = ['new-hot-deal', 'hot-deal-opened', 'hot-deal-ended'];
    expect(await signalNamesOf(away.anybody, byHand)).toEqual(all);
    await moveWindow(away.database, [missed], 'end_at', await instantIn(away, 0));
    expect(await signalNamesOf(away.anybody, missed)).toEqual(['new-hot-deal']);

    const next = await openCatalogue({ beside: away, providers: [TransitionRecorder] });
    const ofMissed = (): HotDealSignal[] =>
      next.app.get(TransitionRecorder).heard.filter(({ eventId }) => eventId === missed);
    await until(() => Promise.resolve(ofMissed().length === 2));
    expect(await signalNamesOf(next.anybody, missed)).toEqual(all);
    expect(await signalNamesOf(next.anybody, neverRan)).toEqual(['new-hot-deal', 'hot-deal-ended']);
    expect(ofMissed().map(({ signal }) => signal)).toEqual(all.slice(1));
    const told = next.app.get(TransitionRecorder).heard.filter(({ signal }) => signal === 'hot-deal-opened');
    expect(told.map(({ eventId }) => eventId)).toEqual([missed, later]);
    expect(told.map(({ seq }) => seq)).toEqual([...told.map(({ seq }) => seq)].sort((one, other) => one - other));
    await next.close();
    await away.close();
  });
});
