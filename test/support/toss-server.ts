import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Config } from '#platform/config/config';
import { PaymentProviders } from '../../src/modules/payment/adapters/payment-providers';
import '../../src/modules/payment/adapters/toss/toss-provider';
import type {
  ConfirmIntent,
  PaymentProvider,
  PaymentToOpen,
  RefundIntent,
} from '../../src/modules/payment/domain/provider';
import { PaymentConfig } from '../../src/modules/payment/payment.config';
import { TossConfig } from '../../src/modules/payment/toss.config';

export const KEY = 'tgen_20261130120000ABCD1';
export const ORDER = 'hd-2s-Qm9vX1k3Zw';
/** Shapes as they were recorded in public examples of the service, shortened. */
export const PAYMENT = {
  mId: 'tosspayments',
  lastTransactionKey: '9C62B18EEF0DE3EB7F4422EB6D14BC6E',
  paymentKey: KEY,
  orderId: ORDER,
  orderName: '주문번호 7',
  status: 'DONE',
  requestedAt: '2026-11-30T12:00:00+09:00',
  approvedAt: '2026-11-30T12:01:07+09:00',
  method: '카드',
  totalAmount: 40_000,
  balanceAmount: 40_000,
  currency: 'KRW',
  isPartialCancelable: true,
  cancels: null,
  secret: null,
  virtualAccount: null,
  failure: null,
  receipt: { url: 'https://dashboard.tosspayments.com/receipt/redirection?transactionId=tgen' },
  checkout: { url: `https://api.tosspayments.com/v1/payments/${KEY}/checkout` },
};
export const CANCEL = {
  transactionKey: '8B4F646A829571D870A3011A4E13D640',
  cancelReason: 'HD-R5-abcdefghij CANCELLED',
  canceledAt: '2026-11-30T13:00:00+09:00',
  cancelAmount: 40_000,
  cancelStatus: 'DONE',
};
const ACCOUNT = {
  accountType: '일반',
  accountNumber: '79019639679511',
  bankCode: '11',
  customerName: '김토스',
  dueDate: '2026-11-30T13:00:00+09:00',
  expired: false,
};
export const AWAITED = {
  ...PAYMENT,
  status: 'WAITING_FOR_DEPOSIT',
  method: '가상계좌',
  approvedAt: null,
  secret: 'ps_eqRGgYO1r57E4Z541ZMW3QnN2Eya',
  virtualAccount: ACCOUNT,
};
export const KNOWN: PaymentToOpen = {
  ...{ paymentId: 1, userId: 2, orderId: 7, method: 'CARD', amount: 40_000, currency: 'KRW' },
  ...{ providerOrderId: ORDER, providerKey: KEY, requestedAt: new Date() },
};
export const INTENT: ConfirmIntent = { ...KNOWN, key: 'hd:confirm:hd-2s-Qm9vX1k3Zw#1' };
export const REFUND: RefundIntent = {
  ...KNOWN,
  ...{
    sentForMs: 0,
    refundId: 5,
    refundAmount: 40_000,
    mark: 'HD-R5-abcdefghij',
    cause: 'CANCELLED',
    key: 'hd:refund:5#1',
  },
};
/** What PAYMENT says. */
export const CAPTURED = {
  ...{ outcome: 'CAPTURED', amount: 40_000, currency: 'KRW', providerOrderId: ORDER },
  ...{ cancels: [], receiptUrl: PAYMENT.receipt.url },
};
const TERMS = { enabled: true, currency: 'KRW' };
export const SIGNAL = AbortSignal.timeout(600_000);

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown> | undefined;
}

export type Answer = (response: ServerResponse) => void;

/** A real HTTP server that answers what it is told to, in place of Toss Payments. */
export class TossServer {
  received: Received[] = [];
  /** for the next requests, in their order; the last one stays */
  answers: Answer[] = [];
  private readonly providers: PaymentProvider[] = [];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const text = Buffer.concat(chunks).toString();
      const body = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
      this.received.push({ method, path, headers, body });
      const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
      answer?.(response);
    });
  });

  /**
   * Opens it for the tests of the block that calls this. Each begins with a new adapter; all of them are disconnected.
   * @param use takes the adapter
   */
  serveTests(use: (toss: PaymentProvider) => void): void {
    beforeAll(() => this.open());
    beforeEach(() => use(this.provider()));
    afterEach(() => this.providers.splice(0).forEach((provider) => provider.disconnect()));
    afterAll(() => this.close());
  }

  private async open(): Promise<void> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
  }

  private async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** The adapter, in front of this server. From now on it answers PAYMENT. */
  provider(variables: Record<string, string> = {}): PaymentProvider {
    this.received = [];
    this.answers = [json(PAYMENT)];
    const { port } = this.server.address() as AddressInfo;
    const config = tossConfig({ TOSS_API: `http://127.0.0.1:${port}/`, ...variables });
    const provider = PaymentProviders.named(['toss'], { config, terms: TERMS } as never).get('toss');
    this.providers.push(provider);
    return provider;
  }
}

export function tossConfig(variables: Record<string, string>): Config {
  const platform = { DB_HOST: '-', DB_USERNAME: '-', SECRET_KEY: '-'.repeat(32), REDIS_HOST: '-' };
  const payment = { PAYMENT_PROVIDERS: 'toss', TOSS_SECRET_KEY: 'test_sk_abc' };
  return Config.from({ ...platform, ...payment, ...variables }, [PaymentConfig, TossConfig]);
}

export function json(body: unknown, status = 200): Answer {
  return (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
