import { randomBytes, randomInt } from 'node:crypto';
import { balanceOf, type Books, type PaymentRow, type RefundAccount, type Status } from './books';
import type { CancelRequest, ConfirmRequest, OpenRequest } from './requests';
import { TossError } from './toss-error';

/** The buyer's page is open for so long after the payment was requested, … */
const WINDOW_MS = 30 * 60_000;
/** … and what the buyer has agreed to there is to be confirmed within this time. */
const AUTHENTICATION_MS = 10 * 60_000;
const MINIMUM = { CARD: 100, TRANSFER: 200, VIRTUAL_ACCOUNT: 1, MOBILE_PHONE: 1 };

/** How a buyer's visit to the page has ended. */
export type Visit = { readonly redirectUrl: string } | { readonly refused: string };

interface PaymentsOptions {
  /** a second cancel of one payment within this time is refused */
  readonly cancelPauseMs: number;
  /** called when a payment has got another status, before the change is committed */
  readonly onChange: (payment: PaymentRow, depositTransactionKey?: string) => void;
}

/** What Toss Payments does with payments, on the books of the simulator. Each method changes them wholly or not at all. */
export class Payments {
  constructor(
    private readonly books: Books,
    private readonly options: PaymentsOptions,
  ) {}

  open(apiKey: string, request: OpenRequest): PaymentRow {
    if (request.amount < MINIMUM[request.method]) throw new TossError('BELOW_MINIMUM_AMOUNT');
    const used = this.books.ofOrder(apiKey, request.orderId).map((payment) => this.upToDate(payment));
    if (used.some(({ status }) => !isUnfinished(status) && !isOver(status))) throw new TossError('DUPLICATED_ORDER_ID');
    const payment: PaymentRow = {
      ...request,
      paymentKey: `sim_${randomBytes(12).toString('base64url')}`,
      apiKey,
      requestedAt: this.books.now(),
      status: 'READY',
      authenticatedAt: null,
      declineCode: null,
      approvedAt: null,
      failure: null,
      secret: null,
      account: null,
      lastTransactionKey: null,
      captures: [],
      bounces: [],
      cancels: [],
    };
    this.books.savePayment(payment);
    return payment;
  }

  find(apiKey: string, paymentKey: string): PaymentRow {
    const payment = this.books.payments.get(paymentKey);
    if (payment?.apiKey !== apiKey) throw new TossError('NOT_FOUND_PAYMENT');
    return this.upToDate(payment);
  }

  /** Of several payments of an order, the one that went furthest. */
  findByOrder(apiKey: string, orderId: string): PaymentRow {
    const all = this.books.ofOrder(apiKey, orderId).map((payment) => this.upToDate(payment));
    const found = all.findLast(({ status }) => !isUnfinished(status) && !isOver(status)) ?? all.at(-1);
    if (found === undefined) throw new TossError('NOT_FOUND_PAYMENT');
    return found;
  }

  /** The buyer agrees on the page. @param declineCode what confirming it is then refused with */
  authenticate(payment: PaymentRow, declineCode: string | null = null): Visit {
    const { status } = this.upToDate(payment);
    if (!isUnfinished(status)) return { refused: status };
    payment.status = 'IN_PROGRESS';
    payment.authenticatedAt ??= this.books.now();
    payment.declineCode = declineCode;
    this.books.savePayment(payment);
    const { successUrl, orderId, paymentKey, amount } = payment;
    return {
      redirectUrl: withQuery(successUrl, { paymentType: 'NORMAL', orderId, paymentKey, amount: String(amount) }),
    };
  }

  /** The buyer comes back without having agreed. The page can be visited again, except after PAY_PROCESS_ABORTED. */
  turnAway(payment: PaymentRow, code: string, message: string): Visit {
    const { status, failUrl, orderId } = this.upToDate(payment);
    if (isUnfinished(status) && code === 'PAY_PROCESS_ABORTED') this.abort(payment, code, message);
    return { redirectUrl: withQuery(failUrl, { code, message, orderId }) };
  }

  /** @param captured what is taken, if it is not the amount of the payment */
  confirm(apiKey: string, request: ConfirmRequest, captured?: number): PaymentRow {
    const payment = this.find(apiKey, request.paymentKey);
    const { status } = payment;
    if (status === 'READY' || isOver(status)) throw new TossError('NOT_FOUND_PAYMENT_SESSION');
    if (status !== 'IN_PROGRESS') throw new TossError('ALREADY_PROCESSED_PAYMENT');
    if (request.orderId !== payment.orderId || request.amount !== payment.amount) {
      throw new TossError('INVALID_REQUEST', 'orderId or amount is not that of the payment.');
    }
    if (payment.declineCode !== null) throw this.decline(payment, payment.declineCode);
    if (payment.method === 'VIRTUAL_ACCOUNT') return this.giveOutAccount(payment);
    return this.capture(payment, captured ?? payment.amount);
  }

  /** A refusal ends the payment. @returns the error for the shop */
  decline(payment: PaymentRow, code: string): TossError {
    const error = new TossError(code);
    this.abort(payment, code, error.message);
    return error;
  }

  /** The buyer transfers the money. @throws TossError where the account takes none */
  deposit(payment: PaymentRow): void {
    const { status, account, amount } = this.upToDate(payment);
    if (status !== 'WAITING_FOR_DEPOSIT' || account === null) throw new TossError('NOT_AVAILABLE_PAYMENT');
    if (this.books.now() > account.dueAt) throw new TossError('NOT_AVAILABLE_PAYMENT', 'The account has expired.');
    this.capture(payment, amount, { isDeposit: true });
  }

  /** The bank takes the transfer back. @throws TossError where there is none */
  bounce(payment: PaymentRow): void {
    if (payment.status !== 'DONE' || payment.account === null) throw new TossError('NOT_AVAILABLE_PAYMENT');
    const { transactionKey, ...movement } = this.movement(payment.captures.at(-1)?.amount ?? payment.amount);
    payment.bounces.push({ transactionKey, ...movement });
    payment.approvedAt = null;
    payment.lastTransactionKey = transactionKey;
    this.move(payment, 'WAITING_FOR_DEPOSIT', transactionKey);
  }

  cancel(apiKey: string, paymentKey: string, request: CancelRequest): PaymentRow {
    const payment = this.find(apiKey, paymentKey);
    const amount = this.cancellable(payment, request);
    const rest = balanceOf(payment) - amount;
    const status = rest === 0 ? 'CANCELED' : 'PARTIAL_CANCELED';
    const movedMoney = payment.status !== 'WAITING_FOR_DEPOSIT';
    const { cancelReason: reason, refundReceiveAccount: account } = request;
    const movement = this.movement(amount);
    payment.cancels.push({ ...movement, reason, movedMoney, status, account });
    payment.lastTransactionKey = movement.transactionKey;
    this.move(payment, status);
    return payment;
  }

  /** Ends it first, if no one has finished it in time. */
  refreshed(payment: PaymentRow): PaymentRow {
    return this.upToDate(payment);
  }

  /** Ends what no one has finished in time. */
  expire(): void {
    for (const payment of this.books.payments.values()) this.upToDate(payment);
  }

  private cancellable(payment: PaymentRow, { cancelAmount, refundReceiveAccount }: CancelRequest): number {
    const { status, cancels } = payment;
    if (status === 'CANCELED') throw new TossError('ALREADY_CANCELED_PAYMENT');
    if (isUnfinished(status) || isOver(status)) throw new TossError('NOT_CANCELABLE_PAYMENT');
    const last = cancels.at(-1);
    if (last !== undefined && this.books.now() - last.at < this.options.cancelPauseMs) {
      throw new TossError('FORBIDDEN_CONSECUTIVE_REQUEST');
    }
    const balance = balanceOf(payment);
    const amount = cancelAmount ?? balance;
    if (amount > balance) throw new TossError('NOT_CANCELABLE_AMOUNT');
    if (status === 'WAITING_FOR_DEPOSIT') {
      if (amount < balance) throw new TossError('NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT');
    } else if (payment.method === 'VIRTUAL_ACCOUNT') requireAccount(refundReceiveAccount);
    return amount;
  }

  private giveOutAccount(payment: PaymentRow): PaymentRow {
    const { validHours, validUntil } = payment;
    payment.account = {
      bankCode: '20',
      accountNumber: `X${String(randomInt(10 ** 12)).padStart(13, '0')}`,
      customerName: '시뮬레이터',
      dueAt: validUntil ?? this.books.now() + validHours * 3_600_000,
    };
    payment.secret = `ps_${randomBytes(18).toString('base64url')}`;
    payment.lastTransactionKey = transactionKey();
    this.move(payment, 'WAITING_FOR_DEPOSIT');
    return payment;
  }

  private capture(payment: PaymentRow, amount: number, { isDeposit = false } = {}): PaymentRow {
    const movement = this.movement(amount);
    payment.captures.push(movement);
    payment.approvedAt = movement.at;
    payment.lastTransactionKey = movement.transactionKey;
    this.move(payment, 'DONE', isDeposit ? movement.transactionKey : undefined);
    return payment;
  }

  private abort(payment: PaymentRow, code: string, message: string): void {
    payment.failure = { code, message };
    this.move(payment, 'ABORTED');
  }

  private upToDate(payment: PaymentRow): PaymentRow {
    const { status, requestedAt, authenticatedAt } = payment;
    const now = this.books.now();
    const isLate =
      (status === 'READY' && now > requestedAt + WINDOW_MS) ||
      (status === 'IN_PROGRESS' && now > (authenticatedAt ?? requestedAt) + AUTHENTICATION_MS);
    if (isLate) this.move(payment, 'EXPIRED');
    return payment;
  }

  private movement(amount: number): { transactionKey: string; amount: number; at: number } {
    return { transactionKey: transactionKey(), amount, at: this.books.now() };
  }

  private move(payment: PaymentRow, status: Status, depositTransactionKey?: string): void {
    payment.status = status;
    this.books.savePayment(payment);
    this.options.onChange(payment, depositTransactionKey);
  }
}

/** The buyer, or the shop, has not finished it. */
const isUnfinished = (status: Status): boolean => status === 'READY' || status === 'IN_PROGRESS';

/** It has ended, and no money has moved. */
const isOver = (status: Status): boolean => status === 'ABORTED' || status === 'EXPIRED';

const transactionKey = (): string => `txsim_${randomBytes(15).toString('base64url')}`;

/** The codes of the banks that the simulator knows. */
const BANKS = new Set('02 03 06 07 11 12 20 23 27 31 32 34 35 37 39 45 48 50 71 81 88 89 90 92'.split(' '));

function requireAccount(account: RefundAccount | null): void {
  if (account === null) throw new TossError('INVALID_REFUND_ACCOUNT_INFO', 'refundReceiveAccount is missing.');
  if (!BANKS.has(account.bank)) throw new TossError('INVALID_BANK');
  if (!/^\d{6,20}$/.test(account.accountNumber)) throw new TossError('INVALID_REFUND_ACCOUNT_NUMBER');
  if (account.holderName === '') throw new TossError('INVALID_REFUND_ACCOUNT_INFO');
}

function withQuery(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
