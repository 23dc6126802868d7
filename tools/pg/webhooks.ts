import { randomUUID } from 'node:crypto';
import { type Books, type PaymentRow, type WebhookRow } from './books';
import { timeText } from './payment-view';
import type { Sayings } from './sayings';

/** Toss Payments repeats after so many minutes; here they are seconds. */
const RETRY_S = [1, 4, 16, 64, 256, 1_024, 4_096];
const ANSWER_LIMIT_MS = 10_000;
const SHUFFLE_MS = 500;
/** The next one that is due is looked for at least so often, because the clock can be moved. */
const LONGEST_PAUSE_MS = 1_000;

/** These are reported; READY, IN_PROGRESS and an account that was given out are not. */
const REPORTED = new Set(['DONE', 'ABORTED', 'EXPIRED', 'CANCELED', 'PARTIAL_CANCELED']);

/** Reports changes of payments to the shop, again and again until it answers 200. What waits survives a restart. */
export class Webhooks {
  /** null: none are sent */
  url: string | null;
  /** neither delivered nor given up */
  private readonly waiting = new Map<string, WebhookRow>();
  private readonly sending = new Map<string, Promise<void>>();
  /** those whose call is answered only when they have arrived */
  private readonly first = new Set<string>();
  private readonly ended = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly books: Books,
    private readonly sayings: Sayings,
    options: { readonly url: string | null; readonly viewOf: (payment: PaymentRow) => Record<string, unknown> },
  ) {
    this.url = options.url;
    this.viewOf = options.viewOf;
    for (const row of books.webhooks.values()) if (row.dueAt !== null) this.waiting.set(row.id, row);
    this.wait();
  }

  private readonly viewOf: (payment: PaymentRow) => Record<string, unknown>;

  /** Adds what is to be said of a payment's new status to the changes that are not committed yet. */
  report(payment: PaymentRow, depositTransactionKey?: string): void {
    if (this.url === null) return;
    const { orderId, secret, status } = payment;
    const createdAt = timeText(this.books.now());
    if (depositTransactionKey !== undefined) {
      const body = { createdAt, secret, status, transactionKey: depositTransactionKey, orderId };
      this.add({ type: 'DEPOSIT_CALLBACK', orderId, body });
    }
    if (REPORTED.has(status)) {
      const body = { eventType: 'PAYMENT_STATUS_CHANGED', createdAt, data: this.viewOf(payment) };
      this.add({ type: 'PAYMENT_STATUS_CHANGED', orderId, body });
    }
  }

  /** Sends what is due. Resolves when those have arrived that come before the answer, or could not. */
  async send(): Promise<void> {
    const now = this.books.now();
    for (const row of this.waiting.values()) {
      if ((row.dueAt ?? 0) > now || this.sending.has(row.id) || this.url === null) continue;
      const sent = this.deliver(row, this.url).finally(() => {
        this.sending.delete(row.id);
        this.first.delete(row.id);
      });
      this.sending.set(row.id, sent);
    }
    await Promise.all([...this.first].flatMap((id) => this.sending.get(id) ?? []));
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.ended.abort();
    await Promise.all(this.sending.values());
  }

  private add(row: Pick<WebhookRow, 'type' | 'orderId' | 'body'>): void {
    const { webhook: way } = this.sayings.take('webhook', row.orderId);
    const now = this.books.now();
    const dueAt = way === 'shuffled' ? now + Math.floor(this.sayings.random() * SHUFFLE_MS) : now;
    const body = way === 'forged' ? forged(row.body) : row.body;
    for (let copy = 0; copy < (way === 'twice' ? 2 : 1); copy += 1) {
      const id = randomUUID();
      const added = { ...row, body, id, attempts: 0, dueAt: way === 'dropped' ? null : dueAt, delivered: false };
      this.books.saveWebhook(added);
      if (way !== 'dropped') this.waiting.set(id, added);
      if (way === 'first') this.first.add(id);
    }
  }

  private async deliver(row: WebhookRow, url: string): Promise<void> {
    const isDelivered = await this.post(row, url).catch(() => false);
    if (this.ended.signal.aborted && !isDelivered) return;
    const pauseS = RETRY_S[row.attempts];
    row.attempts += 1;
    row.delivered = isDelivered;
    row.dueAt = isDelivered || pauseS === undefined ? null : this.books.now() + pauseS * 1_000;
    if (row.dueAt === null) this.waiting.delete(row.id);
    this.books.saveWebhook(row);
    this.books.commit();
  }

  /** @returns whether the shop has taken it */
  private async post({ id, attempts, body }: WebhookRow, url: string): Promise<boolean> {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([this.ended.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]),
      headers: {
        'content-type': 'application/json;charset=utf-8',
        'tosspayments-webhook-transmission-id': id,
        'tosspayments-webhook-transmission-time': timeText(this.books.now()),
        'tosspayments-webhook-transmission-retried-count': String(attempts),
      },
      body: JSON.stringify(body),
    });
    await response.arrayBuffer();
    return response.status === 200;
  }

  private wait(): void {
    const due = [...this.waiting.values()].flatMap(({ id, dueAt }) =>
      this.sending.has(id) ? [] : [(dueAt ?? 0) - this.books.now()],
    );
    const pauseMs = Math.max(20, Math.min(LONGEST_PAUSE_MS, ...due));
    this.timer = setTimeout(() => void this.send().finally(() => this.wait()), pauseMs);
    this.timer.unref();
  }
}

/** A lie about the same payment: what was paid is cancelled, and the other way round. */
function forged(body: unknown): unknown {
  const { data, status, secret, ...rest } = body as Record<string, unknown>;
  const lie = (truth: unknown): string => (truth === 'DONE' ? 'CANCELED' : 'DONE');
  if (typeof data === 'object' && data !== null) {
    const payment = data as Record<string, unknown>;
    return { ...rest, data: { ...payment, status: lie(payment['status']), secret: 'ps_forged' } };
  }
  return { ...rest, status: lie(status), secret: typeof secret === 'string' ? 'ps_forged' : secret };
}
