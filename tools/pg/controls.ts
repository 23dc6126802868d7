import { type Books, keptOf, type PaymentRow } from './books';
import type { SeenCall } from './api';
import { type Call, parseJson, readText, sendJson } from './http';
import type { Payments, Visit } from './payments';
import { invalid, object } from './requests';
import { type Saying, type Sayings, sayingOf } from './sayings';
import { TossError } from './toss-error';
import type { Webhooks } from './webhooks';

export const BUYER_ACTIONS = ['pay', 'decline', 'fail', 'leave', 'deposit', 'bounce'] as const;
/**
 * What a buyer does. `pay`: agrees on the page. `decline`: agrees with a card that is refused when the shop confirms it.
 * `fail`: is refused on the page. `leave`: goes back to the shop. `deposit`: transfers the money. `bounce`: the bank takes
 * the transfer back.
 */
export type BuyerAction = (typeof BUYER_ACTIONS)[number];

/** The money of a payment, to the won. */
export interface BookedPayment extends Omit<PaymentRow, 'apiKey'> {
  /** what is left of its captures after bounces and cancels */
  readonly kept: number;
}

export interface BooksView {
  readonly now: string;
  readonly payments: readonly BookedPayment[];
  readonly totals: Readonly<Record<'captured' | 'bounced' | 'cancelled' | 'kept', number>>;
  readonly keys: readonly { readonly key: string; readonly request: string; readonly status: number }[];
  readonly webhooks: readonly {
    readonly id: string;
    readonly type: string;
    readonly orderId: string;
    readonly attempts: number;
    readonly delivered: boolean;
  }[];
}

interface Services {
  readonly books: Books;
  readonly payments: Payments;
  readonly sayings: Sayings;
  readonly webhooks: Webhooks;
  readonly calls: () => readonly SeenCall[];
}

/** What tests and scripts do with the simulator, in the same process, or as `/__…` from outside. */
export class Controls {
  constructor(private readonly services: Services) {}

  view(orderId?: string): BooksView {
    const { books } = this.services;
    const rows = [...books.payments.values()].filter((row) => orderId === undefined || row.orderId === orderId);
    const payments = rows.map(({ apiKey: _, ...row }) => structuredClone({ ...row, kept: keptOf(row) }));
    const sum = (amounts: readonly { readonly amount: number }[]): number =>
      amounts.reduce((total, { amount }) => total + amount, 0);
    const cancels = rows.flatMap((row) => row.cancels.filter(({ movedMoney }) => movedMoney));
    return {
      now: new Date(books.now()).toISOString(),
      payments,
      totals: {
        captured: sum(rows.flatMap(({ captures }) => captures)),
        bounced: sum(rows.flatMap(({ bounces }) => bounces)),
        cancelled: sum(cancels),
        kept: payments.reduce((total, { kept }) => total + kept, 0),
      },
      keys: [...books.keys.values()].map(({ key, scope, status }) => ({ key, request: requestOf(scope), status })),
      webhooks: [...books.webhooks.values()]
        .filter((row) => orderId === undefined || row.orderId === orderId)
        .map(({ id, type, orderId: of, attempts, delivered }) => ({ id, type, orderId: of, attempts, delivered })),
    };
  }

  say(saying: Saying): void {
    this.services.sayings.say(saying);
  }

  /** All behaviours that were asked for end. */
  forget(): void {
    this.services.sayings.forget();
  }

  /**
   * Plays the buyer of the newest payment of an order, or of a payment.
   * @throws TossError where there is no such payment, or a transfer that the bank does not make
   */
  async play(action: BuyerAction, name: string, code?: string): Promise<Visit> {
    const payment = this.find(name);
    const visit = this.act(action, payment, code);
    this.services.books.commit();
    await this.services.books.flushed();
    await this.services.webhooks.send();
    return visit;
  }

  /** Moves the clock forward, and does what is due by then. */
  async moveClock(byMs: number): Promise<void> {
    const { books, payments, webhooks } = this.services;
    books.moveClock(byMs);
    payments.expire();
    books.commit();
    await books.flushed();
    await webhooks.send();
  }

  async handle(call: Call): Promise<void> {
    const { request, response, method, path } = call;
    if (method === 'GET' && path === '/__books') {
      await this.services.books.flushed();
      return sendJson(response, 200, this.view(call.query.get('orderId') ?? undefined));
    }
    if (method === 'GET' && path === '/__calls') return sendJson(response, 200, this.services.calls());
    if (method === 'DELETE' && path === '/__say') return sendJson(response, 200, this.forget() ?? {});
    if (method !== 'POST') throw new TossError('NOT_FOUND', `There is no ${method} ${path}.`);
    // A page of another site cannot send this type without asking first.
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
      throw invalid('The body must be application/json.');
    const body = parseJson(await readText(request));
    sendJson(response, 200, await this.post(path, body));
  }

  private async post(path: string, body: unknown): Promise<unknown> {
    if (path === '/__say') return this.say(sayingOf(body)) ?? {};
    const fields = object(body);
    if (path === '/__clock') {
      const { moveMs } = fields;
      if (typeof moveMs !== 'number' || !Number.isSafeInteger(moveMs) || moveMs < 0 || moveMs > 1e12) {
        throw invalid('moveMs must be a whole number of milliseconds.');
      }
      await this.moveClock(moveMs);
      return { now: new Date(this.services.books.now()).toISOString() };
    }
    if (path === '/__webhook') {
      const { url } = fields;
      const isUrl = typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
      if (url !== null && !isUrl) throw invalid('url must be an http(s) address, or null.');
      this.services.webhooks.url = url;
      return { url };
    }
    if (path === '/__play') return this.playAsAsked(fields);
    throw new TossError('NOT_FOUND', `There is no POST ${path}.`);
  }

  private async playAsAsked({
    action,
    orderId,
    paymentKey,
    code,
  }: Readonly<Record<string, unknown>>): Promise<unknown> {
    const played = BUYER_ACTIONS.find((each) => each === action);
    if (played === undefined) throw invalid(`action must be one of ${BUYER_ACTIONS.join(', ')}.`);
    const name = paymentKey ?? orderId;
    if (typeof name !== 'string') throw invalid('orderId or paymentKey is missing.');
    const visit = await this.play(played, name, typeof code === 'string' ? code : undefined);
    const { paymentKey: key, orderId: order, amount, status } = this.find(name);
    return { ...visit, payment: { paymentKey: key, orderId: order, amount, status } };
  }

  act(action: BuyerAction, payment: PaymentRow, code: string | undefined): Visit {
    const { payments, sayings } = this.services;
    const isAbandoned = ['pay', 'decline'].includes(action) && sayings.take('visit', payment.orderId).abandon === true;
    switch (isAbandoned ? 'leave' : action) {
      case 'pay':
        return payments.authenticate(payment);
      case 'decline':
        return payments.authenticate(payment, code ?? 'REJECT_CARD_PAYMENT');
      case 'fail':
        return payments.turnAway(payment, code ?? 'REJECT_CARD_COMPANY', '카드사에서 결제를 거절했습니다.');
      case 'leave':
        return payments.turnAway(payment, 'PAY_PROCESS_CANCELED', '사용자에 의해 결제가 취소되었습니다.');
      case 'deposit':
        payments.deposit(payment);
        return { redirectUrl: payment.successUrl };
      case 'bounce':
        payments.bounce(payment);
        return { redirectUrl: payment.successUrl };
    }
  }

  private find(name: string): PaymentRow {
    const { payments } = this.services.books;
    const found = payments.get(name) ?? this.services.books.ofOrder(undefined, name).at(-1);
    if (found === undefined) throw new TossError('NOT_FOUND_PAYMENT');
    return found;
  }
}

/** Of the scope of an idempotency key, what has no secret in it. */
function requestOf(scope: string): string {
  const [, method, path] = JSON.parse(scope) as readonly string[];
  return `${method} ${path}`;
}
