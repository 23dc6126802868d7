import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type BuyerAction, type Saying, startProvider } from '../../servers/payment-provider';
import type { ServerProcess } from '../../servers/server-process';
import { until } from '../../servers/until';

interface Movement {
  readonly transactionKey: string;
  readonly amount: number;
}

/** A payment in the books of the provider, as far as the tests read it. */
export interface ProviderPayment {
  readonly paymentKey: string;
  /** our name of the attempt */
  readonly orderId: string;
  readonly amount: number;
  readonly status: string;
  readonly captures: readonly Movement[];
  readonly bounces: readonly Movement[];
  readonly cancels: readonly (Movement & { readonly reason: string; readonly movedMoney: boolean })[];
}

/** A call that the provider has received. */
export interface ProviderCall {
  readonly route: string;
  readonly orderId?: string;
  /** its idempotency key */
  readonly key?: string;
}

/** What the provider's page sends the buyer back with. */
export interface ReturnedBuyer {
  readonly paymentKey: string;
  /** our name of the attempt */
  readonly orderId: string;
  readonly amount: number;
}

/** The provider has answered, and does not do it. */
export class ProviderRefusal extends Error {}

const SECRET_KEY = 'test_sk_faults';
const AUTHORIZATION = `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}`;
const LIMIT_MS = 20_000;

/** The payment provider: the simulator as a process of its own, whose books outlive it and every instance. */
export class CardProvider {
  private constructor(
    readonly process: ServerProcess,
    readonly address: string,
  ) {}

  static async start(parent: string): Promise<CardProvider> {
    const { process, address } = await startProvider(mkdtempSync(join(parent, 'provider-')), true);
    return new CardProvider(process, address);
  }

  /** The settings of a shop that works with it. */
  get variables(): Readonly<Record<string, string>> {
    return { PAYMENT_PROVIDERS: 'toss,points', TOSS_API: this.address, TOSS_SECRET_KEY: SECRET_KEY };
  }

  /** What it does with the next calls. It forgets that when it is restarted. */
  async say(...sayings: readonly Saying[]): Promise<void> {
    for (const saying of sayings) await this.send('POST', '/__say', saying);
  }

  /** It does again what it should. */
  async heal(): Promise<void> {
    this.process.thaw();
    await this.process.start();
    await this.send('DELETE', '/__say');
  }

  /** By its clock, so much time passes: what no one has finished ends. */
  async passTime(moveMs: number): Promise<void> {
    await this.send('POST', '/__clock', { moveMs });
  }

  /** Where it reports changes of payments to; null: nowhere. */
  async report(url: string | null): Promise<void> {
    await this.send('POST', '/__webhook', { url });
  }

  async payments(): Promise<readonly ProviderPayment[]> {
    return ((await this.send('GET', '/__books')) as { payments: ProviderPayment[] }).payments;
  }

  async paymentOf(orderId: string): Promise<ProviderPayment | undefined> {
    return (await this.payments()).findLast((payment) => payment.orderId === orderId);
  }

  async calls(): Promise<readonly ProviderCall[]> {
    return (await this.send('GET', '/__calls')) as ProviderCall[];
  }

  /**
   * The buyer of a payment, or the buyer's bank, does this. It is repeated until the provider is there.
   * @param name of the attempt, ours or the provider's
   * @throws ProviderRefusal for a transfer that the bank does not make
   */
  async play(action: BuyerAction, name: string, code?: string): Promise<ReturnedBuyer> {
    const played: (ReturnedBuyer | ProviderRefusal)[] = [];
    const isPlayed = async (): Promise<boolean> => {
      const answer = await this.send('POST', '/__play', { action, orderId: name, code }).catch((error: unknown) => {
        if (error instanceof ProviderRefusal) return error;
        throw error;
      });
      return (
        played.push(answer instanceof ProviderRefusal ? answer : (answer as { payment: ReturnedBuyer }).payment) > 0
      );
    };
    await until(isPlayed, { what: `${action} at the provider`, limitMs: LIMIT_MS });
    const [answer] = played;
    if (answer instanceof ProviderRefusal) throw answer;
    return answer as ReturnedBuyer;
  }

  /** A call of the shop arrives that was on its way for long, and takes the money. */
  async capture({ paymentKey, orderId, amount }: ReturnedBuyer): Promise<void> {
    await this.send('POST', '/v1/payments/confirm', { paymentKey, orderId, amount }).catch(() => undefined);
  }

  /** A person of the shop pays back at the provider's console. */
  async cancelAtConsole(paymentKey: string, cancelAmount?: number): Promise<void> {
    await this.send('POST', `/v1/payments/${paymentKey}/cancel`, { cancelReason: 'by hand', cancelAmount });
  }

  async close(): Promise<void> {
    await this.process.stop();
  }

  /** As the shop, or as a test. @throws ProviderRefusal */
  private async send(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.address}${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: AUTHORIZATION },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = await answer.text();
    if (!answer.ok) throw new ProviderRefusal(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
