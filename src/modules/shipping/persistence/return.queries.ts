import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { ReturnState } from '#shipping';
import type { ReturnLine } from '../domain/return';
import { returnNotFound } from '../domain/return-refusals';
import { linesByReturn, type ReturnRow, type WorthLineRow } from './return-rows';

interface StoredReturnRow extends ReturnRow {
  readonly orderId: number;
  readonly requestedAt: Date;
  readonly completedAt: Date | null;
}

export interface StoredReturn extends StoredReturnRow {
  readonly lines: readonly ReturnLine[];
}

const COLUMNS = `return_id AS returnId, order_id AS orderId, state, reason, requested_at AS requestedAt,
  completed_at AS completedAt`;

@Injectable()
export class ReturnQueries {
  constructor(private readonly database: Database) {}

  /** @throws DomainError RETURN_NOT_FOUND */
  async get(returnId: number): Promise<StoredReturn> {
    const [found] = await this.withLines(
      await this.database.query(`SELECT ${COLUMNS} FROM shipment_returns WHERE return_id = ?`, [returnId]),
    );
    if (found === undefined) throw returnNotFound(returnId);
    return found;
  }

  /** In the order in which they were requested. */
  async ofOrder(orderId: number): Promise<StoredReturn[]> {
    return this.withLines(
      await this.database.query(
        `SELECT ${COLUMNS} FROM shipment_returns FORCE INDEX (uq_shipment_returns_ordinal)
         WHERE order_id = ? ORDER BY ordinal`,
        [orderId],
      ),
    );
  }

  /** Newest first. */
  async list(state: ReturnState | undefined, before: number | undefined, limit: number): Promise<StoredReturn[]> {
    const index = state === undefined ? 'PRIMARY' : 'ix_shipment_returns_state';
    return this.withLines(
      await this.database.query(
        `SELECT ${COLUMNS} FROM shipment_returns FORCE INDEX (${index})
         WHERE ${state === undefined ? 'return_id > 0' : 'state = ?'} ${before === undefined ? '' : 'AND return_id < ?'}
         ORDER BY return_id DESC LIMIT ?`,
        [...(state === undefined ? [] : [state]), ...(before === undefined ? [] : [before]), limit],
      ),
    );
  }

  private async withLines(returns: readonly StoredReturnRow[]): Promise<StoredReturn[]> {
    if (returns.length === 0) return [];
    const rows = await this.database.query<WorthLineRow>(
      `SELECT return_id AS returnId, product_id AS productId, quantity, money, points
       FROM shipment_return_lines WHERE return_id IN (?) ORDER BY return_id, product_id`,
      [returns.map(({ returnId }) => returnId)],
    );
    const linesOf = linesByReturn(rows);
    return returns.map((one) => ({ ...one, lines: linesOf.get(one.returnId) ?? [] }));
  }
}
