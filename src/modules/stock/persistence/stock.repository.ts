import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { type RefusalReason, type StockChange, StockChanged, type StockDecision, type StockRequest } from '#stock';
import { allocate, type StockLevel } from '../domain/allocate';

interface ShelfRow {
  product_id: number;
  quantity: number;
  retired: number;
}

interface DecisionRow {
  order_id: number;
  outcome: 'TAKEN' | 'REFUSED';
  reason: RefusalReason | null;
}

/** What a batch decided, and what it left on the shelves that it looked at. */
export interface Taking {
  readonly decisions: ReadonlyMap<number, StockDecision>;
  readonly left: ReadonlyMap<number, number>;
}

/** A duplicate decision or movement is another instance's work on the same order: the new attempt reads it. */
const RACES = { duplicateMeansRace: true };

/**
 * What orders move. Both ways lock the stock rows first, in ascending order of product, and read what was decided
 * only then: whoever comes second sees all that the first did.
 */
@Injectable()
export class StockRepository {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /** Decides and takes, in one transaction. Requests that were decided before are answered and move nothing. */
  async take(requests: readonly StockRequest[]): Promise<Taking> {
    return this.database.transaction(async (tx) => {
      const { shelves, decided } = await lockStockLevels(tx, requests);
      const open = distinct(requests).filter(({ orderId }) => !decided.has(orderId));
      const { decisions, taken } = allocate(open, shelves);
      insertDecisions(tx, decisions);
      const won = new Set(decisions.filter(({ outcome }) => outcome === 'TAKEN').map(({ orderId }) => orderId));
      insertMovements(
        tx,
        'ORDER',
        open.filter(({ orderId }) => won.has(orderId)),
      );
      takeUnits(tx, taken);
      await this.bus.publish(tx, StockChanged, changes('TAKEN', taken, shelves));
      return {
        decisions: new Map([...decided, ...decisions.map((decision) => [decision.orderId, decision] as const)]),
        left: new Map([...shelves].map(([id, shelf]) => [id, shelf.quantity - (taken.get(id) ?? 0)])),
      };
    }, RACES);
  }

  /** Gives back what these orders hold, and sees to it that those without a decision never get any. */
  async giveBack(requests: readonly StockRequest[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { shelves, decided } = await lockStockLevels(tx, requests);
      const undecided = distinct(requests).filter(({ orderId }) => !decided.has(orderId));
      insertDecisions(
        tx,
        undecided.map(({ orderId }) => ({ orderId, outcome: 'REFUSED', reason: 'ORDER_CANCELLED' })),
      );
      const took = distinct(requests).filter(({ orderId }) => decided.get(orderId)?.outcome === 'TAKEN');
      const returned = await alreadyReturned(tx, took);
      const open = took.filter(({ orderId }) => !returned.has(orderId));
      insertMovements(tx, 'CANCEL', open);
      const returning = sums(open);
      for (const [productId, quantity] of returning) {
        tx.defer('UPDATE stocks SET quantity = quantity + ?, updated_at = NOW(3) WHERE product_id = ?', [
          quantity,
          productId,
        ]);
      }
      await this.bus.publish(tx, StockChanged, changes('GIVEN_BACK', returning, shelves));
    }, RACES);
  }

  /** The product was deleted: whatever is left of it is not for sale any more. */
  async retire(productIds: readonly number[], completed: (tx: Transaction) => Promise<void>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ids = [...new Set(productIds)].sort(ascending);
      await tx.execute(
        'INSERT INTO stocks (product_id, quantity) VALUES ? ON DUPLICATE KEY UPDATE product_id = VALUES(product_id)',
        [ids.map((productId) => [productId, 0])],
      );
      const left = await tx.query<{ productId: number; quantity: number }>(
        `SELECT product_id AS productId, quantity FROM stocks
         WHERE product_id IN (?) AND retired = 0 ORDER BY product_id FOR UPDATE`,
        [ids],
      );
      await tx.execute('UPDATE stocks SET retired = 1 WHERE product_id IN (?)', [ids]);
      await this.bus.publish(
        tx,
        StockChanged,
        left.map(({ productId, quantity }) => ({ productId, change: 'RETIRED', delta: 0, quantity })),
      );
      await completed(tx);
    });
  }
}

const ascending = (one: number, other: number): number => one - other;

function productsOf(requests: readonly StockRequest[]): number[] {
  return [...new Set(requests.flatMap(({ lines }) => lines.map(({ productId }) => productId)))].sort(ascending);
}

/** One delivery may be handed over twice at once: the same order counts once. */
function distinct(requests: readonly StockRequest[]): StockRequest[] {
  return [...new Map(requests.map((request) => [request.orderId, request])).values()];
}

function sums(requests: readonly StockRequest[]): [number, number][] {
  const total = new Map<number, number>();
  for (const { lines } of requests) {
    for (const { productId, quantity } of lines) total.set(productId, (total.get(productId) ?? 0) + quantity);
  }
  return [...total].sort(([one], [other]) => one - other);
}

/** @param moved units of each product */
function changes(
  change: 'TAKEN' | 'GIVEN_BACK',
  moved: Iterable<readonly [productId: number, units: number]>,
  shelves: ReadonlyMap<number, StockLevel>,
): StockChange[] {
  return [...moved].map(([productId, units]) => {
    const delta = change === 'TAKEN' ? -units : units;
    return { productId, change, delta, quantity: (shelves.get(productId)?.quantity ?? 0) + delta };
  });
}

/** Locks the shelves of these requests, and only then reads what was decided before about them, in one round trip. */
async function lockStockLevels(
  tx: Transaction,
  requests: readonly StockRequest[],
): Promise<{ shelves: Map<number, StockLevel>; decided: Map<number, StockDecision> }> {
  const [shelves, decisions] = (await tx.pipeline(
    {
      sql: 'SELECT product_id, quantity, retired FROM stocks WHERE product_id IN (?) ORDER BY product_id FOR UPDATE',
      parameters: [productsOf(requests)],
    },
    {
      sql: 'SELECT order_id, outcome, reason FROM stock_decisions WHERE order_id IN (?)',
      parameters: [requests.map(({ orderId }) => orderId)],
    },
  )) as [ShelfRow[], DecisionRow[]];
  return {
    shelves: new Map(shelves.map((row) => [row.product_id, { quantity: row.quantity, retired: row.retired === 1 }])),
    decided: new Map(
      decisions.map(({ order_id: orderId, outcome, reason }) => [
        orderId,
        outcome === 'TAKEN' ? { orderId, outcome } : { orderId, outcome, reason: reason ?? 'INSUFFICIENT_STOCK' },
      ]),
    ),
  };
}

/** The guard decides, not what was read: from a shelf that has too little nothing is taken, nor is anything else. */
function takeUnits(tx: Transaction, taken: ReadonlyMap<number, number>): void {
  for (const [productId, quantity] of taken) {
    tx.deferExpecting(
      1,
      'UPDATE stocks SET quantity = quantity - ?, updated_at = NOW(3) WHERE product_id = ? AND quantity >= ?',
      [quantity, productId, quantity],
    );
  }
}

function insertDecisions(tx: Transaction, decisions: readonly StockDecision[]): void {
  if (decisions.length === 0) return;
  const rows = decisions.map((one) => [one.orderId, one.outcome, one.outcome === 'REFUSED' ? one.reason : null]);
  tx.defer('INSERT INTO stock_decisions (order_id, outcome, reason) VALUES ?', [rows]);
}

function insertMovements(tx: Transaction, kind: 'ORDER' | 'CANCEL', requests: readonly StockRequest[]): void {
  const sign = kind === 'ORDER' ? -1 : 1;
  const rows = requests.flatMap(({ orderId, lines }) =>
    lines.map(({ productId, quantity }) => [orderId, productId, kind, sign * quantity]),
  );
  if (rows.length === 0) return;
  tx.defer('INSERT INTO stock_movements (order_id, product_id, kind, delta) VALUES ?', [rows]);
}

async function alreadyReturned(tx: Transaction, requests: readonly StockRequest[]): Promise<Set<number>> {
  if (requests.length === 0) return new Set();
  const rows = await tx.query<{ order_id: number }>(
    `SELECT DISTINCT order_id FROM stock_movements WHERE order_id IN (?) AND kind = 'CANCEL'`,
    [requests.map(({ orderId }) => orderId)],
  );
  return new Set(rows.map((row) => row.order_id));
}
