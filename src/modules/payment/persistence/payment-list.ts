import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Requester } from '#platform/limits/bulkhead';
import { ScanningReads } from '#platform/limits/scanning-reads';
import { type Payment, PAYMENT_STATES, type PaymentState } from '../domain/payment';
import { IS_UNEXPLAINED, PAYMENT_COLUMNS, type PaymentRow, toPayment } from './payment.queries';

/** UNEXPLAINED: it has not been known for a day whether the money was moved. */
export const PAYMENT_FILTERS = [...PAYMENT_STATES, 'UNEXPLAINED'] as const;
export type PaymentFilter = (typeof PAYMENT_FILTERS)[number];

interface PaymentListRequest {
  readonly status: PaymentFilter | undefined;
  readonly provider: string | undefined;
  readonly orderId: number | undefined;
  /** only payments with a smaller id */
  readonly before: number | undefined;
  readonly limit: number;
}

@Injectable()
export class PaymentList {
  constructor(
    private readonly database: Database,
    private readonly scans: ScanningReads,
  ) {}

  /**
   * Newest first. The payments of one order, of one state, and of all are found by an index. Those of a provider are not:
   * of one that has none, every payment of the state is looked at.
   */
  async read(request: PaymentListRequest, requester: Requester): Promise<Payment[]> {
    const { sql, parameters } = selectPage(request);
    const isFound = request.provider === undefined || request.orderId !== undefined;
    const rows = isFound
      ? await this.database.query<PaymentRow>(sql, parameters)
      : await this.scans.query<PaymentRow>(requester, sql, parameters);
    return rows.map(toPayment);
  }
}

function selectPage({ status, provider, orderId, before, limit }: PaymentListRequest) {
  const isUnexplained = status === 'UNEXPLAINED';
  const state = isUnexplained ? 'CONFIRMING' : status;
  const conditions: readonly (readonly [sql: string, value: unknown])[] = [
    ['order_id = ?', orderId],
    ['state = ?', state],
    ['provider = ?', provider],
    ['payment_id < ?', before],
  ];
  const given = conditions.filter(([, value]) => value !== undefined);
  const where = ['payment_id > 0', ...(isUnexplained ? [IS_UNEXPLAINED] : []), ...given.map(([sql]) => sql)].join(
    ' AND ',
  );
  return {
    sql: `SELECT ${PAYMENT_COLUMNS} FROM payments FORCE INDEX (${indexOf(orderId, state)})
          WHERE ${where} ORDER BY payment_id DESC LIMIT ?`,
    parameters: [...given.map(([, value]) => value), limit],
  };
}

function indexOf(orderId: number | undefined, state: PaymentState | undefined): string {
  if (orderId !== undefined) return 'uq_payments_ordinal';
  return state === undefined ? 'PRIMARY' : 'ix_payments_state';
}
