import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import type { Transaction } from '#platform/database/transaction';
import { transitionTime } from '../domain/deal-transition';
import type { HotDeal } from '../domain/hot-deal';
import {
  type HotDealChange,
  HotDealChanged,
  HotDealCreated,
  HotDealOpenedOrEnded,
  type HotDealSignal,
  type DealTransition,
  MAX_PRODUCT_IDS_PER_SIGNAL,
} from '../event.contract';

type Terms = Omit<HotDeal, 'eventDuration' | 'eventName' | 'bannerUrl'>;
/** What the event of a change says besides the signal. */
type ChangeDetails = Pick<HotDealChange, 'termsChanged' | 'productsAdded'>;
type Unnumbered = Omit<HotDealSignal, 'seq'>;

/** Transitions of one deal, in order. */
export interface DealTransitions {
  readonly deal: Terms;
  readonly transitions: readonly DealTransition[];
}

/**
 * The table `hot_deal_signals`: each kind of signal once per deal, except changes. It must be written last in a transaction: the row of
 * the counter is locked until the commit, so that sequence numbers grow in the order of commits, and a client that has
 * seen one number has seen all below it.
 */
@Injectable()
export class SignalRepository {
  constructor(private readonly bus: EventBus) {}

  async addCreation(tx: Transaction, deal: Terms, productIds: readonly number[]): Promise<void> {
    await this.bus.publish(tx, HotDealCreated, await this.number(tx, [signalOf(deal, productIds)]));
  }

  async addChange(tx: Transaction, deal: Terms, productIds: readonly number[], details: ChangeDetails): Promise<void> {
    const signals = await this.number(tx, [{ ...signalOf(deal, productIds), signal: 'hot-deal-changed' }]);
    await this.bus.publish(
      tx,
      HotDealChanged,
      signals.map((signal) => ({ ...signal, ...details })),
    );
  }

  /** Leaves out what is announced already. The rows of the deals must be locked. */
  async addTransitions(tx: Transaction, changes: readonly DealTransitions[]): Promise<void> {
    const deals = changes.filter(({ transitions }) => transitions.length > 0).map(({ deal }) => deal);
    if (deals.length === 0) return;
    const productIds = await listedProducts(tx, deals);
    const announced = await announcedSignals(tx, deals);
    const signals = changes
      .flatMap(({ deal, transitions }) => transitions.map((signal) => ({ deal, signal })))
      .filter(({ deal, signal }) => !announced.has(`${signal} ${deal.eventId}`))
      .sort((one, other) => timeOf(one) - timeOf(other))
      .map(({ deal, signal }) => ({ ...signalOf(deal, productIds.get(deal.eventId) ?? []), signal }));
    if (signals.length === 0) return;
    await this.bus.publish(tx, HotDealOpenedOrEnded, await this.number(tx, signals));
  }

  private async number(tx: Transaction, signals: readonly Unnumbered[]): Promise<HotDealSignal[]> {
    await tx.execute('UPDATE hot_deal_signal_counter SET last_seq = last_seq + ? WHERE id = 1', [signals.length]);
    const [counter] = await tx.query<{ last_seq: number }>('SELECT last_seq FROM hot_deal_signal_counter WHERE id = 1');
    if (counter === undefined) throw new Error('The row of hot_deal_signal_counter is missing');
    const first = counter.last_seq - signals.length + 1;
    const numbered = signals.map((signal, index): HotDealSignal => ({ seq: first + index, ...signal }));
    await tx.execute('INSERT INTO hot_deal_signals (seq, event_id, kind, change_seq, payload) VALUES ?', [
      numbered.map((one) => [
        one.seq,
        one.eventId,
        one.signal ?? 'new-hot-deal',
        one.signal === 'hot-deal-changed' ? one.seq : 0,
        JSON.stringify(one),
      ]),
    ]);
    return numbered;
  }
}

/** The products of those deals whose signals list them. */
async function listedProducts(tx: Transaction, deals: readonly Terms[]): Promise<Map<number, number[]>> {
  const listed = new Map<number, number[]>();
  for (const { eventId, productCount } of deals) {
    if (productCount <= MAX_PRODUCT_IDS_PER_SIGNAL) listed.set(eventId, []);
  }
  if (listed.size === 0) return listed;
  const items = await tx.query<{ eventId: number; productId: number }>(
    `SELECT event_id AS eventId, product_id AS productId FROM hot_deal_items
     WHERE event_id IN (?) AND product_deleted = 0 ORDER BY event_id, product_id`,
    [[...listed.keys()]],
  );
  for (const { eventId, productId } of items) listed.get(eventId)?.push(productId);
  return listed;
}

/** The signals of these deals that exist, as `<kind> <event id>`. */
async function announcedSignals(tx: Transaction, deals: readonly Terms[]): Promise<Set<string>> {
  const rows = await tx.query<{ eventId: number; kind: string }>(
    'SELECT event_id AS eventId, kind FROM hot_deal_signals WHERE event_id IN (?)',
    [deals.map(({ eventId }) => eventId)],
  );
  return new Set(rows.map(({ eventId, kind }) => `${kind} ${eventId}`));
}

function timeOf({ deal, signal }: { readonly deal: Terms; readonly signal: DealTransition }): number {
  return transitionTime(deal, signal).getTime();
}

function signalOf(deal: Terms, productIds: readonly number[]): Unnumbered {
  return {
    eventId: deal.eventId,
    eventType: deal.eventType,
    eventDiscount: deal.eventDiscount,
    startEventTime: deal.startEventTime.toISOString(),
    endEventTime: deal.endEventTime.toISOString(),
    productCount: deal.productCount,
    ...(deal.productCount <= MAX_PRODUCT_IDS_PER_SIGNAL ? { productIds: [...productIds] } : {}),
  };
}
