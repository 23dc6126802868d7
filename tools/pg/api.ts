import { setTimeout as pause } from 'node:timers/promises';
import { apiKeyOf, idempotencyKeyOf, testCodeOf } from './api-headers';
import type { Books, KeyRow, PaymentRow } from './books';
import { type Call, parseJson, readText, sendJson } from './http';
import { paymentView, transactionsOf, transactionView } from './payment-view';
import type { Payments } from './payments';
import { cancelRequest, confirmRequest, instant, invalid, openRequest } from './requests';
import type { Route, Saying, Sayings } from './sayings';
import { TossError } from './toss-error';

const KEYS_LIVE_MS = 15 * 86_400_000;

interface Services {
  readonly books: Books;
  readonly payments: Payments;
  readonly sayings: Sayings;
  /** of the simulator, as the buyer's browser reaches it */
  readonly address: () => string;
  /** sends the webhooks of what was committed; resolves when those that come before the answer have arrived */
  readonly sendWebhooks: () => Promise<void>;
}

interface Endpoint {
  readonly route: Route;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
}

const ENDPOINTS: readonly Endpoint[] = [
  { route: 'confirm', method: 'POST', path: /^\/v1\/payments\/confirm$/ },
  { route: 'open', method: 'POST', path: /^\/v1\/payments$/ },
  { route: 'cancel', method: 'POST', path: /^\/v1\/payments\/([^/]+)\/cancel$/ },
  { route: 'retrieve', method: 'GET', path: /^\/v1\/payments\/orders\/([^/]+)$/ },
  { route: 'retrieve', method: 'GET', path: /^\/v1\/payments\/([^/]+)$/ },
  { route: 'list', method: 'GET', path: /^\/v1\/transactions$/ },
];

interface Input {
  readonly call: Call;
  readonly route: Route;
  readonly apiKey: string;
  /** of the address */
  readonly name: string;
  readonly content: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A call of the API, as the simulator remembers it for tests. */
export interface SeenCall {
  readonly route: Route;
  readonly orderId: string | undefined;
  readonly key: string | undefined;
  /** undefined while it is not answered, and for ever if it never is */
  status?: number;
}

const MOST_SEEN = 10_000;

/** `/v1` of Toss Payments: authentication, idempotency keys, and the behaviours that were asked for. */
export class Api {
  /** the newest last */
  readonly seen: SeenCall[] = [];
  private readonly running = new Set<string>();

  constructor(private readonly services: Services) {}

  async handle(call: Call): Promise<void> {
    const apiKey = apiKeyOf(call.request.headers.authorization);
    const found = ENDPOINTS.map((endpoint) => ({ ...endpoint, match: endpoint.path.exec(call.path) })).find(
      ({ method, match }) => method === call.method && match !== null,
    );
    if (found === undefined) throw new TossError('NOT_FOUND', `There is no ${call.method} ${call.path}.`);
    const content = found.method === 'POST' ? await readText(call.request) : '';
    const input = { call, apiKey, route: found.route, name: found.match?.[1] ?? '', content };
    const key = found.method === 'POST' ? idempotencyKeyOf(call) : undefined;
    if (key === undefined) await this.behave(input, undefined);
    else await this.once(input, key);
  }

  /** The first call under a key is worked on. Every other one gets its answer, errors too, or 409 while there is none yet. */
  private async once(input: Input, key: string): Promise<void> {
    const { books } = this.services;
    const { method, path, response } = input.call;
    const scope = JSON.stringify([input.apiKey, method, path, key]);
    const known = books.keys.get(scope);
    if (known !== undefined && books.now() < known.at + KEYS_LIVE_MS) {
      this.remember(input, key).status = known.status;
      await books.flushed();
      return sendJson(response, known.status, known.body);
    }
    if (this.running.has(scope)) throw new TossError('IDEMPOTENT_REQUEST_PROCESSING');
    this.running.add(scope);
    try {
      await this.behave(input, { scope, key });
    } finally {
      this.running.delete(scope);
    }
  }

  private async behave(input: Input, key: Pick<KeyRow, 'scope' | 'key'> | undefined): Promise<void> {
    const { books, sayings, sendWebhooks } = this.services;
    const { request, response } = input.call;
    const seen = this.remember(input, key?.key);
    const saying = sayings.take(input.route, seen.orderId);
    if (saying.delayMs !== undefined) await pause(saying.delayMs);
    if (saying.silence === 'before') return;
    if (saying.cut === 'before') return void request.socket.destroy();
    const answer = this.answer(input, saying);
    if (key !== undefined) books.saveKey({ ...key, at: books.now(), ...answer });
    books.commit();
    await books.flushed();
    await sendWebhooks();
    if (saying.delayAnswerMs !== undefined) await pause(saying.delayAnswerMs);
    if (saying.silence === 'after') return;
    if (saying.cut === 'after') return void request.socket.destroy();
    seen.status = answer.status;
    sendJson(response, answer.status, answer.body);
  }

  private answer(input: Input, saying: Saying): Answer {
    const error = saying.error ?? testCodeOf(input.call);
    try {
      if (error === undefined || saying.work === true) {
        const body = this.work(input, saying);
        if (error === undefined) return { status: 200, body };
      } else if (input.route === 'confirm' && saying.work === undefined && REFUSALS.test(error)) {
        throw this.refuse(input, error);
      }
      throw new TossError(error);
    } catch (failure) {
      if (!(failure instanceof TossError)) throw failure;
      return { status: failure.status, body: failure.body };
    }
  }

  private work({ route, apiKey, name, content, call }: Input, { amount }: Saying): unknown {
    const { payments } = this.services;
    switch (route) {
      case 'open':
        return this.view(payments.open(apiKey, openRequest(parseJson(content))));
      case 'confirm':
        return this.view(payments.confirm(apiKey, confirmRequest(parseJson(content)), amount));
      case 'cancel':
        return this.view(payments.cancel(apiKey, name, cancelRequest(parseJson(content))));
      case 'list':
        return this.list(apiKey, call.query);
      default:
        return this.view(
          call.path.startsWith('/v1/payments/orders/')
            ? payments.findByOrder(apiKey, name)
            : payments.find(apiKey, name),
        );
    }
  }

  /** What confirming would have captured is refused: the payment ends. Where nothing would have been captured, that says why. */
  private refuse({ apiKey, content }: Input, code: string): TossError {
    const { payments } = this.services;
    const { paymentKey } = confirmRequest(parseJson(content));
    const payment = payments.find(apiKey, paymentKey);
    return payment.status === 'IN_PROGRESS' ? payments.decline(payment, code) : new TossError(code);
  }

  private list(apiKey: string, query: URLSearchParams): unknown[] {
    const [from, until] = [boundary(query, 'startDate'), boundary(query, 'endDate')];
    const limit = Number(query.get('limit') ?? 100);
    if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw invalid('limit must be from 1 to 10000.');
    const all = [...this.services.books.payments.values()]
      .filter((payment) => payment.apiKey === apiKey)
      .flatMap(transactionsOf)
      // A boundary without milliseconds means the whole of its second.
      .filter(({ at }) => at >= from && Math.floor(at / 1_000) * 1_000 <= until)
      .sort((one, other) => one.at - other.at || (one.transactionKey < other.transactionKey ? -1 : 1));
    const after = query.get('startingAfter');
    const last = after === null ? -1 : all.findIndex(({ transactionKey }) => transactionKey === after);
    if (after !== null && last === -1) throw new TossError('INVALID_TRANSACTION_KEY');
    return all.slice(last + 1, last + 1 + limit).map(transactionView);
  }

  private view(payment: PaymentRow): unknown {
    return paymentView(payment, this.services.address(), this.services.books.now());
  }

  private remember({ route, name, content, call }: Input, key: string | undefined): SeenCall {
    const orderId = orderIdOf(call.path, content) ?? this.services.books.payments.get(name)?.orderId;
    const seen: SeenCall = { route, orderId, key };
    this.seen.push(seen);
    if (this.seen.length > MOST_SEEN) this.seen.shift();
    return seen;
  }
}

/** The codes by which a card company or a bank refuses a payment for good. */
const REFUSALS =
  /^(REJECT_|EXCEED_|INVALID_(REJECT|STOPPED|CARD|PASSWORD)|RESTRICTED_|NOT_AVAILABLE_|FDS_ERROR|NOT_ALLOWED_POINT)/;

function orderIdOf(path: string, content: string): string | undefined {
  const [, ofPath] = /^\/v1\/payments\/orders\/([^/]+)$/.exec(path) ?? [];
  if (ofPath !== undefined) return ofPath;
  try {
    const { orderId } = JSON.parse(content) as { readonly orderId?: unknown };
    return typeof orderId === 'string' ? orderId : undefined;
  } catch {
    return undefined;
  }
}

function boundary(query: URLSearchParams, name: string): number {
  const at = instant(query.get(name) ?? '');
  if (Number.isNaN(at)) throw invalid(`${name} must be an instant such as 2026-11-30T00:00:00.`);
  return at;
}
