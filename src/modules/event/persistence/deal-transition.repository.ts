import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import type { HotDeal } from '../domain/hot-deal';
import { transitionsDue, type AnnouncedDeal, announcedBy } from '../domain/deal-transition';
import { SignalRepository } from './signal.repository';

/** A deal with what was told of it. */
export type AnnouncedHotDeal = Omit<HotDeal, 'eventDuration'> & AnnouncedDeal;

export const ANNOUNCED_HOT_DEAL = `event_id AS eventId, event_type AS eventType, discount AS eventDiscount, start_at AS startEventTime,
  end_at AS endEventTime, product_count AS productCount, created_at AS createdAt, announced`;

const TOGETHER = 100;

/** What a deal waits for, by what was told of it: each is a range of an index. */
const WAITING = [
  { announced: 'CREATED', moment: 'start_at' },
  { announced: 'CREATED', moment: 'end_at' },
  { announced: 'OPENED', moment: 'end_at' },
] as const;

/** Moments of deals: by the database's clock alone, and found by what was told, so that none is ever missed. */
@Injectable()
export class DealTransitionRepository {
  constructor(
    private readonly database: Database,
    private readonly signals: SignalRepository,
  ) {}

  /** The deals that something has become of, and in how many ms something will of another, if that is soon. */
  async upcoming(withinMs: number): Promise<{ readonly due: readonly number[]; readonly nextInMs: number | undefined }> {
    const rows = await this.database.query<{ eventId: number; inMicroseconds: number | string }>(
      WAITING.map(
        ({ announced, moment }) => `(
          SELECT event_id AS eventId, TIMESTAMPDIFF(MICROSECOND, NOW(3), ${moment}) AS inMicroseconds FROM hot_deals
          WHERE announced = '${announced}' AND ${moment} <= NOW(3) + INTERVAL ? MICROSECOND ORDER BY ${moment} LIMIT ${TOGETHER})`,
      ).join(' UNION ALL '),
      WAITING.map(() => withinMs * 1_000),
    );
    const moments = rows.map(({ eventId, inMicroseconds }) => ({ eventId, inMs: Number(inMicroseconds) / 1_000 }));
    const due = moments.filter(({ inMs }) => inMs <= 0).map(({ eventId }) => eventId);
    const later = moments.filter(({ inMs }) => inMs > 0).map(({ inMs }) => inMs);
    return { due: [...new Set(due)], nextInMs: later.length === 0 ? undefined : Math.ceil(Math.min(...later)) };
  }

  /**
   * Tells what has become of those of these deals that nobody else has in hand, all in one commit; answers of how many
   * there was something to note.
   */
  async announce(eventIds: readonly number[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      const deals = await tx.query<AnnouncedHotDeal & { now: Date }>(
        `SELECT ${ANNOUNCED_HOT_DEAL}, NOW(3) AS now FROM hot_deals WHERE event_id IN (?) ORDER BY event_id
         FOR UPDATE SKIP LOCKED`,
        [eventIds],
      );
      const turning = deals.filter((deal) => announcedBy(deal, deal.now) !== deal.announced);
      for (const announced of ['OPENED', 'ENDED'] as const) {
        await markAnnounced(
          tx,
          announced,
          turning.filter((deal) => announcedBy(deal, deal.now) === announced),
        );
      }
      await this.signals.addTransitions(
        tx,
        turning.map((deal) => ({ deal, transitions: transitionsDue(deal, deal.now) })),
      );
      return turning.length;
    });
  }
}

async function markAnnounced(
  tx: Transaction,
  announced: AnnouncedDeal['announced'],
  deals: readonly AnnouncedHotDeal[],
): Promise<void> {
  if (deals.length === 0) return;
  await tx.execute('UPDATE hot_deals SET announced = ? WHERE event_id IN (?)', [
    announced,
    deals.map(({ eventId }) => eventId),
  ]);
}
