import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { Replica } from '#platform/database/replica';
import { eventNotFound, type HotDeal } from '../domain/hot-deal';

export const STATUSES = ['upcoming', 'active', 'ended'] as const;
export type HotDealStatus = (typeof STATUSES)[number];

/** Where a deal stands in a list. */
export interface DealPosition {
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

/** Next to start, next to end, last ended, last started: each is the order of an index. */
const LISTS: Readonly<Record<HotDealStatus | 'all', List>> = {
  upcoming: { where: 'start_at > NOW(3) AND end_at > start_at', by: 'start_at', direction: 'ASC' },
  active: { where: 'end_at > NOW(3) AND start_at <= NOW(3)', by: 'end_at', direction: 'ASC' },
  ended: { where: 'end_at <= NOW(3)', by: 'end_at', direction: 'DESC' },
  all: { where: 'event_id > 0', by: 'start_at', direction: 'DESC' },
};

const COLUMNS = `event_id AS eventId, event_type AS eventType, discount AS eventDiscount, duration AS eventDuration,
  start_at AS startEventTime, end_at AS endEventTime, product_count - deleted_product_count AS productCount, event_name AS eventName,
  banner_url AS bannerUrl`;

interface Row extends Omit<HotDeal, 'eventName' | 'bannerUrl'> {
  readonly eventName: string | null;
  readonly bannerUrl: string | null;
}

/** Expired deals stay visible: the mark of the nightly job hides nothing. */
@Injectable()
export class HotDealQueries {
  constructor(
    private readonly database: Database,
    private readonly replica: Replica,
  ) {}

  /** @throws DomainError EVENT_NOT_FOUND */
  async get(eventId: number): Promise<HotDeal> {
    const [row] = await this.database.query<Row>(`SELECT ${COLUMNS} FROM hot_deals WHERE event_id = ?`, [eventId]);
    if (row === undefined) throw eventNotFound(eventId);
    return dealOf(row);
  }

  /** The products of a deal that are not marked as deleted, ascending. */
  async existingProducts(eventId: number): Promise<number[]> {
    const rows = await this.database.query<{ productId: number }>(
      `SELECT product_id AS productId FROM hot_deal_items WHERE event_id = ? AND product_deleted = 0
       ORDER BY product_id`,
      [eventId],
    );
    return rows.map(({ productId }) => productId);
  }

  /** Deals of this status, or all. The ended ones may be some seconds old: they come from the replica. */
  async list(status: HotDealStatus | undefined, after: DealPosition | undefined, limit: number): Promise<HotDeal[]> {
    const { where, by, direction } = LISTS[status ?? 'all'];
    const beyond = direction === 'ASC' ? '>' : '<';
    const further = after === undefined ? '' : `AND (${by} ${beyond} ? OR (${by} = ? AND event_id ${beyond} ?))`;
    const source = status === 'ended' ? this.replica : this.database;
    const rows = await source.query<Row>(
      `SELECT ${COLUMNS} FROM hot_deals WHERE ${where} ${further}
       ORDER BY ${by} ${direction}, event_id ${direction} LIMIT ?`,
      [...(after === undefined ? [] : [after.at, after.at, after.eventId]), limit],
    );
    return rows.map(dealOf);
  }
}

/** Where a deal stands in the list of that status, or of all. */
export function positionIn(status: HotDealStatus | undefined, deal: HotDeal): DealPosition {
  const at = LISTS[status ?? 'all'].by === 'start_at' ? deal.startEventTime : deal.endEventTime;
  return { at, eventId: deal.eventId };
}

/** A deal without a name or a banner has no such field. */
function dealOf({ eventName, bannerUrl, ...deal }: Row): HotDeal {
  return { ...deal, ...(eventName === null ? {} : { eventName }), ...(bannerUrl === null ? {} : { bannerUrl }) };
}
