import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Requester } from '#platform/limits/bulkhead';
import { ScanningReads } from '#platform/limits/scanning-reads';
import { SHIPMENT_STATES, type ShipmentState } from '#shipping';
import { type Shipment, shipmentNotFound } from '../domain/shipment';

/** The states of shipments, and HELD: those that wait for an administrator's decision. */
export const SHIPMENT_FILTERS = [...SHIPMENT_STATES, 'HELD'] as const;
export type ShipmentFilter = (typeof SHIPMENT_FILTERS)[number];

/** How many shipments are in each state. */
export interface ShipmentStatistics {
  readonly asOf: Date;
  readonly counts: Readonly<Record<ShipmentState, number>>;
}

interface ShipmentListRequest {
  readonly filter: ShipmentFilter | undefined;
  /** only orders with a lower id */
  readonly before: number | undefined;
  readonly limit: number;
}

type ShipmentRow = Omit<Shipment, 'held'> & { readonly heldId: number | null };

const COLUMNS = `shipments.order_id AS orderId, user_id AS userId, state, tracking_number AS trackingNumber, courier,
  started_at AS startedAt, shipped_at AS shippedAt, delivered_at AS deliveredAt, due_at AS dueAt, holds.order_id AS heldId`;
const HOLDS = 'shipment_holds AS holds ON holds.order_id = shipments.order_id';

const COUNTS = `SELECT moment.asOf, counted.state, counted.number FROM (SELECT NOW(3) AS asOf) AS moment
  LEFT JOIN (SELECT state, COUNT(*) AS number FROM shipments GROUP BY state) AS counted ON TRUE`;

interface CountRow {
  readonly state: ShipmentState | null;
  readonly number: number;
  readonly asOf: Date;
}

@Injectable()
export class ShipmentQueries {
  constructor(
    private readonly database: Database,
    private readonly scans: ScanningReads,
  ) {}

  /**
   * @param userId whose order it has to be; null: anyone's
   * @throws DomainError SHIPMENT_NOT_FOUND
   */
  async get(orderId: number, userId: number | null): Promise<Shipment> {
    const shipment = (await this.find([orderId])).get(orderId);
    if (shipment === undefined || (userId !== null && shipment.userId !== userId)) throw shipmentNotFound(orderId);
    return shipment;
  }

  /** By order; orders without a shipment are left out. */
  async find(orderIds: readonly number[]): Promise<ReadonlyMap<number, Shipment>> {
    const rows = await this.database.query<ShipmentRow>(
      `SELECT ${COLUMNS} FROM shipments LEFT JOIN ${HOLDS} WHERE shipments.order_id IN (?)`,
      [orderIds],
    );
    return new Map(rows.map((row) => [row.orderId, toShipment(row)]));
  }

  /** The newest orders first. */
  async list({ filter, before, limit }: ShipmentListRequest): Promise<Shipment[]> {
    const isState = filter !== undefined && filter !== 'HELD';
    const held = filter === 'HELD' ? `STRAIGHT_JOIN shipments ON holds.order_id = shipments.order_id` : '';
    const from = filter === 'HELD' ? `shipment_holds AS holds ${held}` : `shipments LEFT JOIN ${HOLDS}`;
    const id = filter === 'HELD' ? 'holds.order_id' : 'shipments.order_id';
    const state = filter === 'HELD' ? 'SHIPMENT_PREPARING' : filter;
    const conditions = [
      ...(isState || filter === 'HELD' ? ['state = ?'] : []),
      ...(before === undefined ? [] : [`${id} < ?`]),
    ];
    const rows = await this.database.query<ShipmentRow>(
      `SELECT ${COLUMNS} FROM ${from} ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
       ORDER BY ${id} DESC LIMIT ?`,
      [...(state === undefined ? [] : [state]), ...(before === undefined ? [] : [before]), limit],
    );
    return rows.map(toShipment);
  }

  async isTaken(trackingNumber: string, byAnotherThan: number): Promise<boolean> {
    const rows = await this.database.query<{ orderId: number }>(
      'SELECT order_id AS orderId FROM shipments WHERE tracking_number = ?',
      [trackingNumber],
    );
    return rows.some(({ orderId }) => orderId !== byAnotherThan);
  }

  /**
   * Counts all shipments, which takes the longer the more there are.
   * @param requester whose turn it has to be; left out: the shop's own, once an hour
   */
  async statistics(requester?: Requester): Promise<ShipmentStatistics> {
    const rows = await (requester === undefined
      ? this.database.query<CountRow>(COUNTS)
      : this.scans.query<CountRow>(requester, COUNTS));
    const of = (state: ShipmentState): number => Number(rows.find((row) => row.state === state)?.number ?? 0);
    return {
      asOf: rows[0]?.asOf ?? new Date(),
      counts: {
        SHIPMENT_PREPARING: of('SHIPMENT_PREPARING'),
        SHIPPED: of('SHIPPED'),
        DELIVERED: of('DELIVERED'),
        CANCELLED: of('CANCELLED'),
      },
    };
  }
}

/** A hold that came when the parcel had left keeps nothing back. */
function toShipment({ heldId, ...row }: ShipmentRow): Shipment {
  return { ...row, held: heldId !== null && row.state === 'SHIPMENT_PREPARING' };
}
