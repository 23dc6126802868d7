import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { BookedPayment, BookedRefund, Day } from '../domain/day-comparison';

type PaymentRow = Omit<BookedPayment, 'refunds'>;
type RefundRow = BookedRefund & { readonly paymentId: number };

const PAYMENT = `payment_id AS paymentId, provider_order_id AS providerOrderId, provider_key AS providerKey, state, captured,
  currency, approved_at AS approvedAt`;
const CHUNK = 500;
const SCAN_CHUNK = 2_000;
/** Ids grow with time: what was requested so long before a day is neither captured nor paid back on it, with few exceptions. */
const SCANNED_DAYS = { payments: 3, refunds: 31 };

/** Payments of one provider with their refunds, as they are compared with its list. */
@Injectable()
export class PaymentBooks {
  constructor(private readonly database: Database) {}

  /**
   * Those with these names at the provider, and those that were captured, or paid back, on this day. No index has the
   * instants of captures and refunds, which every payment would pay for; once a night the newest rows are read instead.
   */
  async ofDay(provider: string, names: readonly string[], day: Day): Promise<BookedPayment[]> {
    const paymentIds = new Set<number>();
    for (let start = 0; start < names.length; start += CHUNK) {
      const rows = await this.database.query<{ readonly paymentId: number }>(
        `SELECT payment_id AS paymentId FROM payments FORCE INDEX (uq_payments_provider_order)
         WHERE provider_order_id IN (?) AND provider = ?`,
        [names.slice(start, start + CHUNK), provider],
      );
      for (const { paymentId } of rows) paymentIds.add(paymentId);
    }
    for (const paymentId of await this.scan('payments', day)) paymentIds.add(paymentId);
    for (const paymentId of await this.scan('refunds', day)) paymentIds.add(paymentId);
    return (await this.find([...paymentIds])).filter((payment) => payment.provider === provider);
  }

  async find(paymentIds: readonly number[]): Promise<(BookedPayment & { readonly provider: string })[]> {
    const found: (BookedPayment & { readonly provider: string })[] = [];
    for (let start = 0; start < paymentIds.length; start += CHUNK) {
      const ids = paymentIds.slice(start, start + CHUNK);
      const payments = await this.database.query<PaymentRow & { readonly provider: string }>(
        `SELECT ${PAYMENT}, provider FROM payments FORCE INDEX (PRIMARY) WHERE payment_id IN (?)`,
        [ids],
      );
      const refunds = await this.database.query<RefundRow>(
        `SELECT payment_id AS paymentId, refund_id AS refundId, amount, state, mark, provider_ref AS providerRef,
           settled_as AS settledAs, completed_at AS completedAt
         FROM refunds FORCE INDEX (uq_refunds_cause) WHERE payment_id IN (?)`,
        [ids],
      );
      const byPayment = new Map(ids.map((id): [number, RefundRow[]] => [id, []]));
      for (const refund of refunds) byPayment.get(refund.paymentId)?.push(refund);
      found.push(...payments.map((payment) => ({ ...payment, refunds: byPayment.get(payment.paymentId) ?? [] })));
    }
    return found;
  }

  private async scan(table: 'payments' | 'refunds', { from, until }: Day): Promise<number[]> {
    const [id, ended] = table === 'payments' ? ['payment_id', 'approved_at'] : ['refund_id', 'completed_at'];
    const oldest = new Date(from.getTime() - SCANNED_DAYS[table] * 86_400_000);
    const found: number[] = [];
    for (let before = Number.MAX_SAFE_INTEGER; ;) {
      const rows = await this.database.query<{ id: number; paymentId: number; ended: Date | null; requestedAt: Date }>(
        `SELECT ${id} AS id, payment_id AS paymentId, ${ended} AS ended, requested_at AS requestedAt
         FROM ${table} FORCE INDEX (PRIMARY) WHERE ${id} < ? ORDER BY ${id} DESC LIMIT ${SCAN_CHUNK}`,
        [before],
      );
      found.push(
        ...rows.filter(({ ended: at }) => at !== null && at >= from && at < until).map((row) => row.paymentId),
      );
      const last = rows.at(-1);
      if (last === undefined || rows.length < SCAN_CHUNK || rows.every(({ requestedAt }) => requestedAt < oldest))
        break;
      before = last.id;
    }
    return found;
  }
}
