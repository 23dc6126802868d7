import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';

type Fields = Record<string, string>;

interface Intent {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Fields;
  status: string;
  captured: number;
  captures: number;
  cancellation_reason: string | null;
}
interface Session {
  readonly id: string;
  readonly fields: Fields;
  status: string;
  intent: Intent | null;
}
interface Refund {
  readonly id: string;
  readonly intent: Intent;
  readonly amount: number;
  readonly metadata: Fields;
  status: string;
}
interface Answer {
  readonly status: number;
  readonly body: object;
}

/** What happens to the next call of a path. */
interface Play {
  readonly path: RegExp;
  /** an error in place of the work, or after it */
  readonly error?: Answer;
  readonly work?: boolean;
  /** an error in place of the work, which its key gets from then on */
  readonly fails?: Answer;
  /** no answer: the connection is cut */
  readonly cut?: boolean;
}

interface Request {
  readonly call: string;
  readonly key: string | undefined;
  readonly written: string;
  readonly fields: Fields;
  readonly isKnown: boolean;
  readonly fails: Answer | undefined;
}

export const stripeError = (status: number, error: object): Answer => ({ status, body: { error } });

/** Speaks the parts of Stripe's API that the shop uses, with its idempotency keys, on books of its own, over real sockets. */
export class StripeServer {
  static readonly SECRET = 'sk_test_4eC39HqLyjWDarjtT1zdp7dc';
  static readonly WEBHOOK_SECRET = 'whsec_test_secret';
  readonly sessions = new Map<string, Session>();
  readonly refunds: Refund[] = [];
  /** `POST /v1/refunds hd:refund:…` */
  readonly calls: string[] = [];
  readonly plays: Play[] = [];
  private readonly keys = new Map<string, { readonly written: string; readonly answer: Answer }>();
  private readonly server = createServer((request, response) => void this.receive(request, response));
  private readonly stripe = new Stripe(StripeServer.SECRET);

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get variables() {
    return {
      PAYMENTS: 'on',
      PAYMENT_PROVIDERS: 'stripe,points',
      PUBLIC_URL: 'https://shop.example',
      STRIPE_API: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      STRIPE_SECRET_KEY: StripeServer.SECRET,
      STRIPE_WEBHOOK_SECRET: StripeServer.WEBHOOK_SECRET,
    };
  }

  /** The buyer types a card on the page. @returns where the page sends the buyer back to */
  authorize(sessionId: string, fields: Partial<Intent> = {}): string {
    const session = this.session(sessionId);
    const amount = Number(session.fields['line_items[0][price_data][unit_amount]']);
    const currency = session.fields['line_items[0][price_data][currency]'] ?? '';
    const metadata = { order: session.fields['payment_intent_data[metadata][order]'] ?? '' };
    const id = `pi_${randomBytes(12).toString('hex')}`;
    const none = { captured: 0, captures: 0, cancellation_reason: null };
    session.intent = { id, amount, currency, metadata, status: 'requires_capture', ...none, ...fields };
    session.status = 'complete';
    return (session.fields['success_url'] ?? '').replace('{CHECKOUT_SESSION_ID}', sessionId);
  }

  session(id: string): Session {
    const session = this.sessions.get(id);
    if (session === undefined) throw new Error(`There is no session ${id}`);
    return session;
  }

  intentOf(id: string): Intent {
    return this.session(id).intent as Intent;
  }

  /** A refund that someone makes at the dashboard. */
  refundAtDashboard(intent: Intent, amount: number): void {
    this.refunds.push({
      id: `re_${randomBytes(8).toString('hex')}`,
      intent,
      amount,
      metadata: {},
      status: 'succeeded',
    });
  }

  /** What Stripe sends of an object: the bytes, and their signature. */
  webhook(type: string, object: object, signed: { readonly secret?: string; readonly timestamp?: number } = {}) {
    const event = { id: 'evt_1', object: 'event', api_version: '2026-10-28.endive', type, data: { object } };
    const payload = JSON.stringify(event, null, 2);
    const { secret = StripeServer.WEBHOOK_SECRET, timestamp } = signed;
    const written = this.stripe.webhooks.generateTestHeaderString({
      ...{ payload, secret, ...(timestamp !== undefined && { timestamp }) },
    });
    return { payload, headers: { 'stripe-signature': written } };
  }

  paymentIntent(intent: Intent): object {
    const { id, amount, currency, metadata, status, captured } = intent;
    const capturable = status === 'requires_capture' ? amount : 0;
    return {
      ...{ id, object: 'payment_intent', amount, amount_capturable: capturable, amount_received: captured, currency },
      ...{ metadata, status, capture_method: 'manual', cancellation_reason: intent.cancellation_reason },
      latest_charge: { id: `ch_${id}`, object: 'charge', receipt_url: `https://pay.stripe.com/receipts/${id}` },
    };
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const written = Buffer.concat(chunks).toString();
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stripe');
    const key = request.headers['idempotency-key'] as string | undefined;
    const call = `${request.method} ${pathname}`;
    this.calls.push(key === undefined ? call : `${call} ${key}`);
    const fields = Object.fromEntries(request.method === 'POST' ? new URLSearchParams(written) : searchParams);
    const play = this.plays.findIndex(({ path }) => path.test(call));
    const [said] = play < 0 ? [] : this.plays.splice(play, 1);
    const isKnown = request.headers.authorization === `Bearer ${StripeServer.SECRET}`;
    const done =
      said?.error !== undefined && said.work !== true
        ? said.error
        : this.keyed({ call, key, written, fields, isKnown, fails: said?.fails });
    if (said?.cut === true) return void request.socket.destroy();
    const { status, body } = said?.error ?? done;
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_1' }).end(JSON.stringify(body));
  }

  private keyed({ call, key, written, fields, isKnown, fails }: Request): Answer {
    if (!isKnown) return stripeError(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' });
    const known = key === undefined ? undefined : this.keys.get(key);
    if (known !== undefined && known.written !== call + written) {
      return stripeError(400, { type: 'idempotency_error', message: 'Keys can only be used with the same parameters' });
    }
    const answer = known?.answer ?? fails ?? this.answer(call, fields);
    if (key !== undefined) this.keys.set(key, { written: call + written, answer });
    return answer;
  }

  private answer(call: string, fields: Fields): Answer {
    const [, id = ''] = /(?:sessions|payment_intents)\/([^/]+)/.exec(call) ?? [];
    if (call === 'POST /v1/checkout/sessions') return this.createSession(fields);
    if (call === 'POST /v1/refunds') return this.createRefund(fields);
    if (call === 'GET /v1/refunds') {
      const data = this.refunds.filter(({ intent }) => intent.id === fields['payment_intent']).map(refundObject);
      return ok({ object: 'list', url: '/v1/refunds', has_more: false, data });
    }
    if (call.endsWith('/expire')) return this.expire(id);
    if (call.includes('/payment_intents/')) return this.changeIntent(id, call.split('/').at(-1) ?? '', fields);
    const session = this.sessions.get(id);
    return session === undefined ? missing(id) : ok(this.sessionObject(session));
  }

  private createSession(fields: Fields): Answer {
    const id = `cs_test_${randomBytes(16).toString('hex')}`;
    const session = { id, fields, status: 'open', intent: null };
    this.sessions.set(id, session);
    return ok(this.sessionObject(session));
  }

  private expire(id: string): Answer {
    const session = this.sessions.get(id);
    if (session === undefined) return missing(id);
    if (session.status !== 'open') {
      return stripeError(400, {
        type: 'invalid_request_error',
        message: 'Only Checkout Sessions with a status in open',
      });
    }
    session.status = 'expired';
    return ok(this.sessionObject(session));
  }

  private changeIntent(id: string, change: string, fields: Fields): Answer {
    const intent = [...this.sessions.values()].find((session) => session.intent?.id === id)?.intent;
    if (intent === undefined || intent === null) return missing(id);
    if (intent.status !== 'requires_capture') {
      const message = `This PaymentIntent has a status of ${intent.status}`;
      return stripeError(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message });
    }
    if (change === 'cancel') {
      Object.assign(intent, { status: 'canceled', cancellation_reason: fields['cancellation_reason'] });
    } else {
      Object.assign(intent, { status: 'succeeded', captured: Number(fields['amount_to_capture']) });
      intent.captures++;
    }
    return ok(this.paymentIntent(intent));
  }

  private createRefund(fields: Fields): Answer {
    const intent = [...this.sessions.values()].find((one) => one.intent?.id === fields['payment_intent'])?.intent;
    if (intent === undefined || intent === null) return missing(fields['payment_intent'] ?? '');
    const amount = Number(fields['amount']);
    const back = this.refunds.filter((one) => one.intent === intent).reduce((sum, one) => sum + one.amount, 0);
    if (back + amount > intent.captured) {
      return stripeError(400, { type: 'invalid_request_error', code: 'charge_already_refunded', message: 'refunded' });
    }
    const metadata = { order: fields['metadata[order]'] ?? '', mark: fields['metadata[mark]'] ?? '' };
    const refund = { id: `re_${randomBytes(8).toString('hex')}`, intent, amount, metadata, status: 'succeeded' };
    this.refunds.push(refund);
    return ok(refundObject(refund));
  }

  private sessionObject({ id, fields, status, intent }: Session): object {
    return {
      ...{ id, object: 'checkout.session', client_reference_id: fields['client_reference_id'] ?? null, status },
      payment_intent: intent === null ? null : this.paymentIntent(intent),
      url: status === 'open' ? `https://checkout.stripe.com/c/pay/${id}#${'fid'.repeat(300)}` : null,
    };
  }
}

function refundObject({ id, intent, amount, metadata, status }: Refund): object {
  const { currency } = intent;
  return { id, object: 'refund', payment_intent: intent.id, amount, currency, metadata, status };
}

function ok(body: object): Answer {
  return { status: 200, body };
}

function missing(id: string): Answer {
  return stripeError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such object: ${id}`,
  });
}
