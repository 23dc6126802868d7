import type { ProviderCancel, ProviderOutcome, ProviderStanding } from '../../domain/provider';
import { receiptAddress } from '../../domain/storable';
import { instantOf, type TossPayment } from './toss-dialect';

const DONE = 'DONE';
const ENDED_CANCELS = [DONE, 'ABORTED'];
const MARK = /^HD-R\d+-[\w-]{10}(?= |$)/;

/** A payment as it stands at Toss Payments. What does not fit together says nothing. */
export function standingOf(payment: TossPayment): ProviderStanding {
  const isPending = payment.cancels?.some(({ cancelStatus }) => !ENDED_CANCELS.includes(cancelStatus ?? DONE));
  if (isPending === true) return unknown('CANCEL_PENDING');
  switch (payment.status) {
    case 'READY':
    case 'IN_PROGRESS':
      return { outcome: 'UNFINISHED' };
    case 'DONE':
      return captured(payment);
    case 'PARTIAL_CANCELED':
    case 'CANCELED':
      return cancelled(payment);
    case 'WAITING_FOR_DEPOSIT':
      return depositAwaited(payment);
    case 'ABORTED':
    case 'EXPIRED':
      return { outcome: 'REFUSED', code: payment.failure?.code ?? payment.status };
    default:
      return unknown('STATUS_UNKNOWN');
  }
}

function captured(payment: TossPayment): ProviderOutcome {
  const { totalAmount: amount, currency, orderId: providerOrderId, receipt } = payment;
  const receiptUrl = receiptAddress(receipt?.url);
  return {
    ...{ outcome: 'CAPTURED', amount, currency, providerOrderId },
    cancels: cancelsOf(payment),
    ...(receiptUrl !== undefined && { receiptUrl }),
  };
}

/** An account that was closed before anything was transferred to it is no payment. */
function cancelled(payment: TossPayment): ProviderStanding {
  const isDeposit = payment.virtualAccount !== null && payment.virtualAccount !== undefined;
  if (isDeposit && !payment.approvedAt) return { outcome: 'ABSENT' };
  return cancelsOf(payment).length > 0 ? captured(payment) : unknown('CANCELS_MISSING');
}

function depositAwaited({ virtualAccount, orderId: providerOrderId, secret }: TossPayment): ProviderOutcome {
  if (!virtualAccount) return unknown('ACCOUNT_MISSING');
  const { bankCode: bank, accountNumber, customerName, dueDate } = virtualAccount;
  return {
    ...{ outcome: 'DEPOSIT_AWAITED', providerOrderId },
    account: { bank, accountNumber, holderName: customerName ?? null, dueAt: instantOf(dueDate) },
    secret: secret ?? null,
  };
}

export function cancelsOf({ cancels }: TossPayment): ProviderCancel[] {
  return (cancels ?? [])
    .filter(({ cancelStatus }) => (cancelStatus ?? DONE) === DONE)
    .map(({ cancelAmount, cancelReason, transactionKey }) => ({
      amount: cancelAmount,
      reference: transactionKey,
      mark: MARK.exec(cancelReason ?? '')?.[0] ?? null,
    }));
}

export function unknown(code: string): ProviderOutcome {
  return { outcome: 'UNKNOWN', isAnswered: true, code };
}
