import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Replica } from '#platform/database/replica';
import type { HotDeal } from '../domain/hot-deal';

export const STATUSES = ['upcoming', 'active', 'ended'] as const;
export type HotDealStatus = (typeof STATUSES)[number];

/** Where a page of deals begins: after this one. */
export interface AfterHotDeal {
  /** the time that the list is ordered by */
  readonly at: Date;
  readonly eventId: number;
}

interface List {
  readonly where: string;
  /** the list's order, and the event's id after that */
  readonly by: 'start_at' | 'end_at';
  readonly direction: 'ASC' | 'DESC';
}

/** What comes next, what ends next, what ended last, what began last: each is the order of an index. */
const LISTS: Readonly<Record<HotDealStatus | 'all', List>> = {
  upcoming: { where: 'start_at > NOW(3) AND end_at > start_at', by: 'start_at', direction: 'ASC' },
  active: { where: 'end_at > NOW(3) AND start_at <= NOW(3)', by: 'end_at', direction: 'ASC' },
  ended: { where: 'end_at <= NOW(3)', by: 'end_at', direction: 'DESC' },
  all: { where: 'event_id > 0', by: 'start_at', direction: 'DESC' },
};

const COLUMNS = `event_id AS eventId, event_type AS eventType, discount AS eventDiscount, duration AS eventDuration,
  start_at AS startEventTime, end_at AS endEventTime, product_count AS productCount`;

/** Expired deals stay visible here: the nightly job's mark hides nothing. */
@Injectable()
export class HotDealQueries {
  constructor(
    private readonly database: Database,
    private readonly replica: Replica,
  ) {}

  async find(eventId: number): Promise<HotDeal | undefined> {
    const [row] = await this.database.query<HotDeal>(`SELECT ${COLUMNS} FROM hot_deals WHERE event_id = ?`, [eventId]);
    return row;
  }

  /** Those of this status, or all. What has ended may be told as it was some seconds ago: nobody can buy it. */
  async list(status: HotDealStatus | undefined, after: AfterHotDeal | undefined, limit: number): Promise<HotDeal[]> {
    const { where, by, direction } = LISTS[status ?? 'all'];
    const beyond = direction === 'ASC' ? '>' : '<';
    const further = after === undefined ? '' : `AND (${by} ${beyond} ? OR (${by} = ? AND event_id ${beyond} ?))`;
    const source = status === 'ended' ? this.replica : this.database;
    return source.query<HotDeal>(
      `SELECT ${COLUMNS} FROM hot_deals WHERE ${where} ${further}
       ORDER BY ${by} ${direction}, event_id ${direction} LIMIT ?`,
      [...(after === undefined ? [] : [after.at, after.at, after.eventId]), limit],
    );
  }
}

/** Where the page after this deal begins, in the list of that status. */
export function placeOf(deal: HotDeal, status: HotDealStatus | undefined): AfterHotDeal {
  const at = LISTS[status ?? 'all'].by === 'start_at' ? deal.startEventTime : deal.endEventTime;
  return { at, eventId: deal.eventId };
}
