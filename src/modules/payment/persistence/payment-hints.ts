import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { WebhookHint } from '../domain/provider';

type PaymentHint = Extract<WebhookHint, { about: 'PAYMENT' }>;

/** Between the begin of a look, or of a call that moves the money, and a look that a hint brings about. */
const PAUSE_S = 5;
/** What both columns can hold: another text would be compared without their indexes. */
const NAME = /^[!-~]{1,200}$/;
const DUE_AT = `GREATEST(NOW(3), COALESCE(looked_at + INTERVAL ${PAUSE_S} SECOND, NOW(3)),
  COALESCE(sent_at + INTERVAL ${PAUSE_S} SECOND, NOW(3)))`;

/**
 * Brings the next look at a payment forward (P4). That is all that a webhook can do, so those that come twice, late, in
 * another order or from someone else need no rule. What can meet:
 *
 * - A thousand hints at once: a look that is due, or will be due in time, is left as it is. A payment is looked at once in
 *   five seconds at most, however many hints come.
 * - A hint during a look, which may have asked too early: the look is followed by another one, five seconds after it has
 *   begun. The end of a look leaves `resolve_at` alone when a hint has moved it (`PaymentLooks`).
 * - A hint during the call that moves the money, as providers report what they have just answered: the look waits for
 *   five seconds, and is not taken if the answer has come by then.
 * - A hint beside a result (P3) or a confirmation (P2): the row lock orders them, and both of these set `resolve_at` as
 *   they need it. What the hint was about, they already know.
 */
@Injectable()
export class PaymentHints {
  constructor(private readonly database: Database) {}

  /** @returns whether a look was brought forward */
  async store(provider: string, hint: PaymentHint): Promise<boolean> {
    const { providerOrderId, providerKey, secret } = hint;
    const [column, name] =
      providerOrderId === undefined ? ['provider_key', providerKey] : ['provider_order_id', providerOrderId];
    if (name === undefined || !NAME.test(name)) return false;
    const where = `provider = ? AND ${column} = ?`;
    if (secret !== undefined && !(await this.isSecretOf(where, [provider, name], secret))) return false;
    const { affectedRows } = await this.database.execute(
      `UPDATE payments SET resolve_at = ${DUE_AT}
       WHERE ${where} AND (resolve_at IS NULL OR resolve_at > ${DUE_AT})
         ${hint.reports === 'CAPTURE' ? `AND state <> 'CAPTURED'` : ''}`,
      [provider, name],
    );
    return affectedRows > 0;
  }

  /** Where none is stored yet, none can be wrong: a look does no harm. */
  private async isSecretOf(where: string, parameters: readonly string[], secret: string): Promise<boolean> {
    const [row] = await this.database.query<{ readonly secret: string | null }>(
      `SELECT provider_secret AS secret FROM payments WHERE ${where}`,
      parameters,
    );
    if (row === undefined) return false;
    return row.secret === null || timingSafeEqual(digest(row.secret), digest(secret));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
