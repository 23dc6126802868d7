import { FileJournal, type Journal, memoryJournal } from './journal';

export const METHODS = ['CARD', 'TRANSFER', 'VIRTUAL_ACCOUNT', 'MOBILE_PHONE'] as const;
export type Method = (typeof METHODS)[number];

export type Status =
  'READY' | 'IN_PROGRESS' | 'WAITING_FOR_DEPOSIT' | 'DONE' | 'CANCELED' | 'PARTIAL_CANCELED' | 'ABORTED' | 'EXPIRED';

/** Money that has moved: in, or back by a bounce. All instants are in ms of the simulator's clock. */
interface Movement {
  readonly transactionKey: string;
  readonly amount: number;
  readonly at: number;
}

export interface Cancel extends Movement {
  readonly reason: string;
  /** false: the payment was closed before any money had come */
  readonly movedMoney: boolean;
  /** the status that the payment had then */
  readonly status: Status;
  /** where the money of a deposit went */
  readonly account: RefundAccount | null;
}

export interface RefundAccount {
  readonly bank: string;
  readonly accountNumber: string;
  readonly holderName: string;
}

interface VirtualAccount {
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly customerName: string;
  readonly dueAt: number;
}

/** A payment of these books. */
export interface PaymentRow {
  readonly paymentKey: string;
  /** the API key of the shop that it belongs to */
  readonly apiKey: string;
  readonly orderId: string;
  readonly orderName: string;
  readonly method: Method;
  readonly amount: number;
  readonly currency: string;
  readonly successUrl: string;
  readonly failUrl: string;
  readonly requestedAt: number;
  /** how long the account of a deposit may be paid into, or until when */
  readonly validHours: number;
  readonly validUntil: number | null;
  status: Status;
  /** when the buyer has agreed on the page */
  authenticatedAt: number | null;
  /** the code that confirming it ends with, as for a card that the buyer has chosen for it */
  declineCode: string | null;
  approvedAt: number | null;
  failure: { readonly code: string; readonly message: string } | null;
  /** of a deposit */
  secret: string | null;
  account: VirtualAccount | null;
  lastTransactionKey: string | null;
  readonly captures: Movement[];
  readonly bounces: Movement[];
  readonly cancels: Cancel[];
}

/** The answer that an idempotency key has got, and gets again. */
export interface KeyRow {
  /** the API key, the method, the address and the key, but not the body */
  readonly scope: string;
  readonly key: string;
  readonly at: number;
  readonly status: number;
  readonly body: unknown;
}

export interface WebhookRow {
  readonly id: string;
  readonly type: 'PAYMENT_STATUS_CHANGED' | 'DEPOSIT_CALLBACK';
  readonly orderId: string;
  readonly body: unknown;
  attempts: number;
  /** null: it was delivered, or given up */
  dueAt: number | null;
  delivered: boolean;
}

interface Entry {
  readonly payments?: readonly PaymentRow[];
  readonly keys?: readonly KeyRow[];
  readonly webhooks?: readonly WebhookRow[];
  /** how far the clock was moved, ms */
  readonly clock?: number;
}

/**
 * The books of the simulator: rows by their names. A change takes effect at once, and `commit` makes one entry of the
 * journal of all rows that were changed since the last one, so that a payment and the answer that its idempotency key has
 * got are kept together or not at all. An answer is sent only when `flushed` has resolved.
 */
export class Books {
  readonly payments = new Map<string, PaymentRow>();
  readonly keys = new Map<string, KeyRow>();
  readonly webhooks = new Map<string, WebhookRow>();
  private readonly byOrder = new Map<string, PaymentRow[]>();
  private readonly changed = {
    payments: new Set<PaymentRow>(),
    keys: new Set<KeyRow>(),
    webhooks: new Set<WebhookRow>(),
  };
  private clockChange: number | undefined;
  private offset = 0;
  private journal: Journal = memoryJournal;

  static async open(file: string | undefined): Promise<Books> {
    const books = new Books();
    if (file !== undefined) books.journal = await FileJournal.open(file, (entry) => books.replay(entry as Entry));
    return books;
  }

  /** ms */
  now(): number {
    return Date.now() + this.offset;
  }

  moveClock(byMs: number): void {
    this.offset += byMs;
    this.clockChange = this.offset;
  }

  /** All payments of an order, of one shop or of all, the oldest first. */
  ofOrder(apiKey: string | undefined, orderId: string): readonly PaymentRow[] {
    return (this.byOrder.get(orderId) ?? []).filter((payment) => apiKey === undefined || payment.apiKey === apiKey);
  }

  savePayment(payment: PaymentRow): void {
    if (!this.payments.has(payment.paymentKey)) this.insert(payment);
    this.changed.payments.add(payment);
  }

  saveKey(row: KeyRow): void {
    this.keys.set(row.scope, row);
    this.changed.keys.add(row);
  }

  saveWebhook(row: WebhookRow): void {
    this.webhooks.set(row.id, row);
    this.changed.webhooks.add(row);
  }

  commit(): void {
    const { payments, keys, webhooks } = this.changed;
    if (payments.size + keys.size + webhooks.size === 0 && this.clockChange === undefined) return;
    const entry: Entry = {
      ...(payments.size > 0 && { payments: [...payments] }),
      ...(keys.size > 0 && { keys: [...keys] }),
      ...(webhooks.size > 0 && { webhooks: [...webhooks] }),
      ...(this.clockChange !== undefined && { clock: this.clockChange }),
    };
    this.journal.append(entry);
    [payments, keys, webhooks].forEach((rows) => rows.clear());
    this.clockChange = undefined;
  }

  flushed(): Promise<void> {
    return this.journal.flushed();
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  private insert(payment: PaymentRow): void {
    this.payments.set(payment.paymentKey, payment);
    this.byOrder.set(payment.orderId, [...(this.byOrder.get(payment.orderId) ?? []), payment]);
  }

  private replay({ payments = [], keys = [], webhooks = [], clock }: Entry): void {
    for (const payment of payments) {
      const known = this.payments.get(payment.paymentKey);
      if (known === undefined) this.insert(payment);
      else Object.assign(known, payment);
    }
    for (const key of keys) this.keys.set(key.scope, key);
    for (const webhook of webhooks) this.webhooks.set(webhook.id, webhook);
    this.offset = clock ?? this.offset;
  }
}

const sumOf = (movements: readonly Movement[]): number => movements.reduce((sum, { amount }) => sum + amount, 0);

/** What is left of a payment's money after what went back. */
export function keptOf({ captures, bounces, cancels }: Pick<PaymentRow, 'captures' | 'bounces' | 'cancels'>): number {
  return sumOf(captures) - sumOf(bounces) - sumOf(cancels.filter(({ movedMoney }) => movedMoney));
}

/** What can still be cancelled; also of a payment whose money has not come yet. */
export function balanceOf(payment: PaymentRow): number {
  const { captures, amount, cancels, status } = payment;
  if (status === 'WAITING_FOR_DEPOSIT' || captures.length === 0) return amount - sumOf(cancels);
  return keptOf(payment);
}
