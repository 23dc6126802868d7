import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { type RefusalReason, type StockDecision, type StockRequest } from '#stock';
import {
  allocate,
  holders,
  limitedOnly,
  type StockLevel,
  undecided,
  unitsPerProduct,
  withdrawn,
} from '../domain/allocate';
import { levelChanges, publishChanges } from './stock-changes';
import { ascending, lockLevels } from './stock-level-lock';

interface DecisionRow {
  order_id: number;
  outcome: 'TAKEN' | 'REFUSED';
  reason: RefusalReason | null;
}

/** What became of a batch of requests. */
interface BatchResult {
  readonly decisions: ReadonlyMap<number, StockDecision>;
  /** units left of each product of the batch */
  readonly left: ReadonlyMap<number, number>;
}

/** A duplicate decision or movement comes from another instance that handles the same order: a new attempt reads it. */
const RACES = { duplicateMeansRace: true };

/**
 * Stores what orders take and give back. Both lock the stock rows first, in ascending order of product, and only then
 * read earlier decisions, so that the later of two transactions sees everything that the earlier one did.
 */
@Injectable()
export class StockRepository {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /** Decides and takes in one transaction. A request that was decided before gets that decision and moves nothing. */
  async take(requests: readonly StockRequest[]): Promise<BatchResult> {
    return this.database.transaction(async (tx) => {
      const { levels, decided } = await lockStockLevels(tx, requests);
      const { decisions, granted, taken } = allocate(undecided(requests, decided), levels);
      insertDecisions(tx, decisions);
      insertMovements(tx, 'ORDER', granted);
      takeUnits(tx, taken);
      await publishChanges(this.bus, tx, levelChanges('TAKEN', taken, levels));
      return {
        decisions: new Map([...decided, ...decisions.map((decision) => [decision.orderId, decision] as const)]),
        left: new Map([...levels].map(([id, { quantity }]) => [id, quantity - (taken.get(id) ?? 0)])),
      };
    }, RACES);
  }

  /**
   * Gives back what these orders hold, and refuses those without a decision for good.
   * @returns the orders whose units came back by this
   */
  async giveBack(requests: readonly StockRequest[]): Promise<number[]> {
    return this.database.transaction(async (tx) => {
      const { levels, decided } = await lockStockLevels(tx, requests);
      insertDecisions(tx, undecided(requests, decided).map(withdrawn));
      const took = holders(requests, decided);
      const returned = await alreadyReturned(tx, took);
      const returning = took.filter(({ orderId }) => !returned.has(orderId));
      insertMovements(tx, 'CANCEL', returning);
      const units = limitedOnly(unitsPerProduct(returning), levels);
      for (const [productId, quantity] of units) {
        tx.defer('UPDATE stocks SET quantity = quantity + ?, updated_at = NOW(3) WHERE product_id = ?', [
          quantity,
          productId,
        ]);
      }
      await publishChanges(this.bus, tx, levelChanges('GIVEN_BACK', units, levels));
      return returning.map(({ orderId }) => orderId);
    }, RACES);
  }

  /** Ends the sale of deleted products; later orders for them are refused as PRODUCT_UNAVAILABLE. */
  async retire(productIds: readonly number[], also: (tx: Transaction) => Promise<void>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ids = ascending(productIds);
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
      await publishChanges(
        this.bus,
        tx,
        left.map(({ productId, quantity }) => ({ productId, change: 'RETIRED', delta: 0, quantity })),
      );
      await also(tx);
    });
  }
}

/** Locks the stock rows of these requests and only then reads earlier decisions, in one round trip. */
async function lockStockLevels(
  tx: Transaction,
  requests: readonly StockRequest[],
): Promise<{ levels: ReadonlyMap<number, StockLevel>; decided: Map<number, StockDecision> }> {
  const productIds = requests.flatMap(({ lines }) => lines.map(({ productId }) => productId));
  const { levels, rows } = await lockLevels<DecisionRow>(tx, productIds, {
    sql: 'SELECT order_id, outcome, reason FROM stock_decisions WHERE order_id IN (?)',
    parameters: [requests.map(({ orderId }) => orderId)],
  });
  const decided = new Map(
    rows.map(({ order_id: orderId, outcome, reason }): [number, StockDecision] => [
      orderId,
      outcome === 'TAKEN' ? { orderId, outcome } : { orderId, outcome, reason: reason ?? 'INSUFFICIENT_STOCK' },
    ]),
  );
  return { levels, decided };
}

/** The guard decides, not the quantity that was read: with too few units the whole transaction fails. */
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
