import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import type { HotDeal } from '../domain/hot-deal';
import { type AnnouncedDeal, announcedStateAt, dueTransitions } from '../domain/deal-transition';
import { SignalRepository } from './signal.repository';

/** A deal, and how far it is announced. */
export type AnnouncedHotDeal = Omit<HotDeal, 'eventDuration'> & AnnouncedDeal;

export const ANNOUNCED_HOT_DEAL = `event_id AS eventId, event_type AS eventType, discount AS eventDiscount, start_at AS startEventTime,
  end_at AS endEventTime, product_count - deleted_product_count AS productCount, created_at AS createdAt, announced`;

const MAX_BATCH_SIZE = 100;

/** The times at which a deal has its next transition, by its announced state: each is a range of an index. */
const NEXT_TIMES = [
  { announced: 'CREATED', time: 'start_at' },
  { announced: 'CREATED', time: 'end_at' },
  { announced: 'OPENED', time: 'end_at' },
] as const;

/**
 * Finds and announces the transitions of deals by the database's clock alone. They are found by the announced state, so
 * that none is ever missed.
 */
@Injectable()
export class DealTransitionRepository {
  constructor(
    private readonly database: Database,
    private readonly signals: SignalRepository,
  ) {}

  /** The deals with a transition that is due, and in how many ms the next one is, if that is within `withinMs`. */
  async upcoming(
    withinMs: number,
  ): Promise<{ readonly due: readonly number[]; readonly nextInMs: number | undefined }> {
    const rows = await this.database.query<{ eventId: number; inMicroseconds: number | string }>(
      NEXT_TIMES.map(
        ({ announced, time }) => `(
          SELECT event_id AS eventId, TIMESTAMPDIFF(MICROSECOND, NOW(3), ${time}) AS inMicroseconds FROM hot_deals
          WHERE announced = '${announced}' AND ${time} <= NOW(3) + INTERVAL ? MICROSECOND ORDER BY ${time} LIMIT ${MAX_BATCH_SIZE})`,
      ).join(' UNION ALL '),
      NEXT_TIMES.map(() => withinMs * 1_000),
    );
    const times = rows.map(({ eventId, inMicroseconds }) => ({ eventId, inMs: Number(inMicroseconds) / 1_000 }));
    const due = times.filter(({ inMs }) => inMs <= 0).map(({ eventId }) => eventId);
    const later = times.filter(({ inMs }) => inMs > 0).map(({ inMs }) => inMs);
    return { due: [...new Set(due)], nextInMs: later.length === 0 ? undefined : Math.ceil(Math.min(...later)) };
  }

  /**
   * Announces the due transitions of those of these deals that no other instance has locked, in one commit; returns how
   * many deals had one.
   */
  async announce(eventIds: readonly number[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      const deals = await tx.query<AnnouncedHotDeal & { now: Date }>(
        `SELECT ${ANNOUNCED_HOT_DEAL}, NOW(3) AS now FROM hot_deals WHERE event_id IN (?) ORDER BY event_id
         FOR UPDATE SKIP LOCKED`,
        [eventIds],
      );
      const changing = deals.filter((deal) => announcedStateAt(deal, deal.now) !== deal.announced);
      for (const announced of ['OPENED', 'ENDED'] as const) {
        await markAnnounced(
          tx,
          announced,
          changing.filter((deal) => announcedStateAt(deal, deal.now) === announced),
        );
      }
      await this.signals.addTransitions(
        tx,
        changing.map((deal) => ({ deal, transitions: dueTransitions(deal, deal.now) })),
      );
      return changing.length;
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
