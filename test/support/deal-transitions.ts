import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import type { Database } from '#platform/database/database';
import { HotDealOpenedOrEnded, type HotDealSignal } from '#event';
import type { Caller } from './caller';
import type { Instance } from './instance';
import { until } from './until';

/** Records the signals of deals that open or end. */
export class TransitionRecorder extends EventHandler<HotDealSignal> {
  override readonly event = HotDealOpenedOrEnded;
  override readonly name = 'test.record-transitions';
  readonly signals: HotDealSignal[] = [];

  override handle({ events }: EventBatch<HotDealSignal>): Promise<void> {
    this.signals.push(...events);
    return Promise.resolve();
  }
}

/** The time of the database's clock this many milliseconds from now. */
export async function instantIn({ database }: Instance, milliseconds: number): Promise<Date> {
  const [row] = await database.query<{ instant: Date }>('SELECT NOW(3) + INTERVAL ? MICROSECOND AS instant', [
    milliseconds * 1_000,
  ]);
  return row?.instant as Date;
}

/** Moves the start or the end of deals, as if they had been created so. */
export async function moveWindow(
  database: Database,
  eventIds: readonly number[],
  column: 'start_at' | 'end_at',
  to: Date,
): Promise<void> {
  await database.transaction(async (tx) => {
    for (const table of ['hot_deals', 'hot_deal_items']) {
      await tx.execute(`UPDATE ${table} SET ${column} = ? WHERE event_id IN (?)`, [to, eventIds]);
    }
  });
}

export async function untilPassed(instance: Instance, instant: Date): Promise<void> {
  await until(async () => (await instantIn(instance, 0)) > instant);
}

/** All signals of a deal, in the order of their numbers. */
export async function signalsOf(anonymous: Caller, eventId: number): Promise<HotDealSignal[]> {
  const signals: HotDealSignal[] = [];
  for (let after = 0; ;) {
    const { items, lastSeq } = (await anonymous.get(`/api/event/signals?limit=100&after=${after}`)).body as {
      items: HotDealSignal[];
      lastSeq: number;
    };
    signals.push(...items.filter((signal) => signal.eventId === eventId));
    if (items.length < 100) return signals;
    after = lastSeq;
  }
}

/** The names of all signals of a deal, in the order of their numbers. */
export async function signalNamesOf(anonymous: Caller, eventId: number): Promise<string[]> {
  return (await signalsOf(anonymous, eventId)).map(({ signal }) => signal ?? 'new-hot-deal');
}
