import { answerOf } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { newIdempotencyKey } from '../../api/idempotency';
import { shop } from '../../api/shop';
import type { Points } from '../../api/views';
import { onBuyerChange, REQUEST_TIMEOUT_MS, resumeAttempts, type Sending, sendAttempt } from '../attempt-sending';
import { PendingAttempts } from '../pending-attempts';

/** One attempt to charge points. */
interface ChargeAttempt {
  readonly amount: number;
  readonly key: string;
}

export type Charge =
  { readonly step: 'none' } | (Sending<Points> & { readonly step: string; readonly attempt: ChargeAttempt });

/** The charge of this window. It continues when the page is left, and is found again on return. */
export const charge = signal<Charge>({ step: 'none' });

const pending = new PendingAttempts<ChargeAttempt>('hotdeal.pending-charges');

onBuyerChange((userId) => {
  charge.value = { step: 'none' };
  if (userId === undefined) return;
  const ask = (attempt: ChargeAttempt): void => {
    charge.value = { step: 'unknown', attempt };
  };
  resumeAttempts(pending, userId, { submit: submitCharge, ask });
});

/** Whether a charge is on its way, or may have been made: another one must wait. */
export function isCharging({ step }: Charge): boolean {
  return step === 'sending' || step === 'retrying' || step === 'unknown';
}

/** Does nothing while points are being charged already, as after a double click. */
export function chargePoints(amount: number): void {
  if (!isCharging(charge.peek())) submitCharge({ amount, key: newIdempotencyKey() });
}

export function submitCharge(attempt: ChargeAttempt): void {
  const show = (sending: Sending<Points>): void => {
    charge.value = { ...sending, attempt };
  };
  void sendAttempt({ attempt, pending, show, send: () => send(attempt) });
}

function send({ amount, key }: ChargeAttempt): Promise<Points> {
  return answerOf(
    shop.api.POST('/api/points/charge', {
      params: { header: { 'Idempotency-Key': key } },
      body: { chargeAmount: amount },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }),
  );
}
