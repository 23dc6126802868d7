import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import type { MovingShipment, MovingState, ReachedState } from '../domain/shipment';
import { ShippingConfig } from '../shipping.config';

/** A shipment whose time has come, as far as it was seen without a lock. */
export interface DueShipment extends MovingShipment {
  readonly dueAt: Date;
  readonly held: boolean;
}

/** A shipment with what its order says: it may move on, or nothing may leave any more. */
export interface JudgedShipment extends MovingShipment {
  readonly to: ReachedState | 'CANCELLED';
}

/** What an administrator writes on a parcel that is shipped by hand. */
export interface ParcelLabel {
  readonly trackingNumber?: string | undefined;
  readonly courierCompany?: string | undefined;
}

export type RowLock = 'FOR UPDATE' | 'FOR UPDATE SKIP LOCKED';

/** When the poller has to look again. */
interface Outlook {
  /** whether any shipment moves by the clock */
  readonly some: boolean;
  /** in how many ms the next one that is not due yet will be */
  readonly nextInMs: number | undefined;
}

const BEFORE_ALL: Pick<DueShipment, 'orderId' | 'dueAt'> = { orderId: 0, dueAt: new Date(0) };

/**
 * Moves shipments from state to state. The rows are locked in the order of their ids, and only those that are still in the
 * state in which they were read change: of two instances, or the clock and an administrator, one moves a shipment.
 */
@Injectable()
export class ShipmentMoves {
  constructor(
    private readonly database: Database,
    private readonly config: ShippingConfig,
  ) {}

  /** The next shipments that are due, the longest due ones first. */
  async due(limit: number, after = BEFORE_ALL): Promise<DueShipment[]> {
    const { orderId, dueAt } = after;
    const rows = await this.database.query<Omit<DueShipment, 'held'> & { readonly heldId: number | null }>(
      `SELECT shipments.order_id AS orderId, state, due_at AS dueAt, holds.order_id AS heldId
       FROM shipments LEFT JOIN shipment_holds AS holds ON holds.order_id = shipments.order_id
       WHERE due_at <= NOW(3) AND due_at >= ? AND (due_at > ? OR shipments.order_id > ?)
       ORDER BY due_at, shipments.order_id LIMIT ?`,
      [dueAt, dueAt, orderId, limit],
    );
    return rows.map(({ heldId, ...due }) => ({ ...due, held: heldId !== null && due.state === 'SHIPMENT_PREPARING' }));
  }

  async outlook(): Promise<Outlook> {
    const [row] = await this.database.query<{ some: number | string; next: number | string | null }>(
      `SELECT EXISTS (SELECT 1 FROM shipments WHERE due_at IS NOT NULL) AS some,
         (SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), MIN(due_at)) FROM shipments WHERE due_at > NOW(3)) AS next`,
    );
    const next = row?.next ?? null;
    return { some: Number(row?.some) > 0, nextInMs: next === null ? undefined : Math.ceil(Number(next) / 1_000) };
  }

  /** For how many seconds the oldest shipment has been due; 0: none is. */
  async oldestDueSeconds(): Promise<number> {
    const [row] = await this.database.query<{ seconds: number | string | null }>(
      'SELECT TIMESTAMPDIFF(SECOND, MIN(due_at), NOW(3)) AS seconds FROM shipments WHERE due_at <= NOW(3)',
    );
    return Number(row?.seconds ?? 0);
  }

  /** Shipments that are held wait for an administrator, and are no longer due. */
  async putByHand(orderIds: readonly number[]): Promise<void> {
    await this.database.execute(
      `UPDATE shipments SET due_at = NULL WHERE order_id IN (?) AND state = 'SHIPMENT_PREPARING'`,
      [orderIds],
    );
  }

  /** With SKIP LOCKED, rows that another transaction has locked stay due: the next poll finds them as they are then. */
  async store(judged: readonly JudgedShipment[], how: RowLock): Promise<void> {
    await this.database.transaction(async (tx) => {
      const locked = await lock(tx, judged, how);
      for (const [from, to] of MOVES) {
        const orderIds = locked.filter((one) => one.state === from && one.to === to).map(({ orderId }) => orderId);
        if (orderIds.length === 0) continue;
        const set = this.change(to);
        tx.deferExpecting(orderIds.length, `UPDATE shipments SET ${set.sql} WHERE order_id IN (?)`, [
          ...set.parameters,
          orderIds,
        ]);
      }
    });
  }

  /** The same by an administrator, which also ends that the shipment is held. */
  async storeByHand(judged: JudgedShipment, label: ParcelLabel): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [locked] = await lock(tx, [judged], 'FOR UPDATE');
      if (locked === undefined) return;
      const { orderId, to } = locked;
      const set = this.change(to);
      tx.deferExpecting(
        1,
        `UPDATE shipments SET ${set.sql}, tracking_number = COALESCE(?, tracking_number), courier = COALESCE(?, courier)
         WHERE order_id = ?`,
        [...set.parameters, label.trackingNumber ?? null, label.courierCompany ?? null, orderId],
      );
      if (to === 'SHIPPED') tx.defer('DELETE FROM shipment_holds WHERE order_id = ?', [orderId]);
    });
  }

  /** A delivery is due so long after the shipping that has happened, however late that was. */
  private change(to: JudgedShipment['to']): { readonly sql: string; readonly parameters: readonly unknown[] } {
    if (to === 'CANCELLED') return { sql: `state = 'CANCELLED', due_at = NULL`, parameters: [] };
    if (to === 'DELIVERED') return { sql: `state = 'DELIVERED', delivered_at = NOW(3), due_at = NULL`, parameters: [] };
    const { deliverAfterMs } = this.config;
    const sql = `state = 'SHIPPED', shipped_at = NOW(3), due_at = `;
    if (deliverAfterMs === null) return { sql: `${sql}NULL`, parameters: [] };
    return { sql: `${sql}NOW(3) + INTERVAL ? MICROSECOND`, parameters: [deliverAfterMs * 1_000] };
  }
}

const MOVES: readonly [from: MovingState, to: JudgedShipment['to']][] = [
  ['SHIPMENT_PREPARING', 'SHIPPED'],
  ['SHIPMENT_PREPARING', 'CANCELLED'],
  ['SHIPPED', 'DELIVERED'],
];

/** Those of them that are still in the state in which they were read. */
async function lock(tx: Transaction, judged: readonly JudgedShipment[], how: RowLock): Promise<JudgedShipment[]> {
  const rows = await tx.query<{ orderId: number; state: string }>(
    `SELECT order_id AS orderId, state FROM shipments WHERE order_id IN (?) ORDER BY order_id ${how}`,
    [judged.map(({ orderId }) => orderId)],
  );
  const states = new Map(rows.map(({ orderId, state }) => [orderId, state]));
  return judged.filter(({ orderId, state }) => states.get(orderId) === state);
}
