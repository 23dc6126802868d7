import { balanceOf, type Cancel, type PaymentRow, type Status } from './books';

const SEOUL_MS = 9 * 3_600_000;

/** `2026-11-30T10:21:09+09:00`, as Toss Payments writes an instant. */
export function timeText(at: number): string {
  return `${new Date(at + SEOUL_MS).toISOString().slice(0, 19)}+09:00`;
}

const timeOrNull = (at: number | null): string | null => (at === null ? null : timeText(at));

const METHOD_TEXTS = {
  CARD: '카드',
  TRANSFER: '계좌이체',
  VIRTUAL_ACCOUNT: '가상계좌',
  MOBILE_PHONE: '휴대폰',
} as const;

/** The Payment object of Toss Payments, version 2022-11-16, of a payment. */
export function paymentView(payment: PaymentRow, address: string, now: number): Record<string, unknown> {
  const { paymentKey, amount, status, cancels } = payment;
  const supplied = Math.round(amount / 1.1);
  return {
    mId: 'simulator',
    version: '2022-11-16',
    type: 'NORMAL',
    paymentKey,
    lastTransactionKey: payment.lastTransactionKey,
    orderId: payment.orderId,
    orderName: payment.orderName,
    currency: payment.currency,
    method: METHOD_TEXTS[payment.method],
    status,
    totalAmount: payment.captures[0]?.amount ?? amount,
    balanceAmount: status === 'EXPIRED' || status === 'ABORTED' ? 0 : balanceOf(payment),
    suppliedAmount: supplied,
    vat: amount - supplied,
    taxFreeAmount: 0,
    taxExemptionAmount: 0,
    cultureExpense: false,
    useEscrow: false,
    requestedAt: timeText(payment.requestedAt),
    approvedAt: timeOrNull(payment.approvedAt),
    isPartialCancelable: true,
    ...methodParts(payment, now),
    cancels: cancels.length === 0 ? null : cancels.map((cancel, index) => cancelView(payment, cancel, index)),
    secret: payment.secret,
    failure: payment.failure,
    receipt: payment.approvedAt === null ? null : { url: `${address}/receipts/${paymentKey}` },
    checkout: { url: `${address}/checkout/${paymentKey}` },
    country: 'KR',
    cashReceipt: null,
    cashReceipts: null,
    discount: null,
    easyPay: null,
    giftCertificate: null,
    metadata: null,
  };
}

function methodParts(payment: PaymentRow, now: number): Record<string, unknown> {
  const { method, amount, account, status, approvedAt } = payment;
  const isApproved = approvedAt !== null;
  const card = { amount, issuerCode: '61', acquirerCode: '31', number: '12345678****000*', installmentPlanMonths: 0 };
  const approval = { approveNo: '00000000', cardType: '신용', ownerType: '개인', acquireStatus: 'READY' };
  return {
    card: method === 'CARD' && isApproved ? { ...card, ...approval, useCardPoint: false } : null,
    transfer: method === 'TRANSFER' && isApproved ? { bankCode: '20', settlementStatus: 'INCOMPLETED' } : null,
    mobilePhone: method === 'MOBILE_PHONE' && isApproved ? { settlementStatus: 'INCOMPLETED' } : null,
    virtualAccount: account && {
      accountType: '일반',
      accountNumber: account.accountNumber,
      bankCode: account.bankCode,
      customerName: account.customerName,
      dueDate: timeText(account.dueAt),
      expired: status === 'WAITING_FOR_DEPOSIT' && now > account.dueAt,
      settlementStatus: 'INCOMPLETED',
      refundStatus: payment.cancels.length === 0 ? 'NONE' : 'COMPLETED',
      refundReceiveAccount: payment.cancels.at(-1)?.account ?? null,
      depositorName: payment.captures.length === 0 ? null : account.customerName,
    },
  };
}

function cancelView(payment: PaymentRow, cancel: Cancel, index: number): Record<string, unknown> {
  const before = payment.cancels.slice(0, index + 1).reduce((sum, { amount }) => sum + amount, 0);
  return {
    transactionKey: cancel.transactionKey,
    cancelReason: cancel.reason,
    cancelAmount: cancel.amount,
    cancelStatus: 'DONE',
    canceledAt: timeText(cancel.at),
    refundableAmount: Math.max(0, (payment.captures[0]?.amount ?? payment.amount) - before),
    taxFreeAmount: 0,
    taxExemptionAmount: 0,
    easyPayDiscountAmount: 0,
    transferDiscountAmount: 0,
    cancelRequestId: null,
    receiptKey: null,
  };
}

/** An entry of the list of transactions: an approval, or one of the cancels that moved money back. */
export interface Transaction {
  readonly transactionKey: string;
  readonly payment: PaymentRow;
  readonly status: Status;
  /** below 0 of a cancel */
  readonly amount: number;
  readonly at: number;
}

export function transactionsOf(payment: PaymentRow): Transaction[] {
  const { captures, bounces, cancels } = payment;
  const entry =
    (status: Status, sign: number) => (movement: { transactionKey: string; amount: number; at: number }) => ({
      ...movement,
      payment,
      status,
      amount: sign * movement.amount,
    });
  const moved = cancels.filter(({ movedMoney }) => movedMoney);
  return [
    ...captures.map(entry('DONE', 1)),
    ...bounces.map(entry('WAITING_FOR_DEPOSIT', -1)),
    ...moved.map((cancel) => entry(cancel.status, -1)(cancel)),
  ];
}

export function transactionView({ transactionKey, payment, status, amount, at }: Transaction): Record<string, unknown> {
  return {
    mId: 'simulator',
    transactionKey,
    paymentKey: payment.paymentKey,
    orderId: payment.orderId,
    method: METHOD_TEXTS[payment.method],
    customerKey: null,
    useEscrow: false,
    receiptUrl: null,
    status,
    transactionAt: timeText(at),
    currency: payment.currency,
    amount,
  };
}
