import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Saying } from '../../../tools/pg/sayings';
import { ServerProcess } from '../../servers/server-process';
import { freePort } from '../../servers/servers';
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

export interface ProviderBooks {
  readonly payments: readonly ProviderPayment[];
  readonly calls: readonly ProviderCall[];
}

/** What the provider's page sends the buyer back with. */
export interface ReturnedBuyer {
  readonly paymentKey: string;
  /** our name of the attempt */
  readonly orderId: string;
  readonly amount: number;
}

const project = join(__dirname, '../../..');
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
    const folder = mkdtempSync(join(parent, 'provider-'));
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const simulator = new ServerProcess({
      name: 'provider',
      folder,
      path: process.execPath,
      marker: join(folder, 'books'),
      arguments: [
        '--require',
        join(project, 'tools', 'typescript.cjs'),
        join(project, 'tools', 'pg', 'main.ts'),
        `--port=${port}`,
        `--books=${join(folder, 'books')}`,
      ],
      answers: () => fetch(`${address}/__books`),
    });
    await simulator.start();
    return new CardProvider(simulator, address);
  }

  /** The settings of a shop that works with it. */
  get variables(): Readonly<Record<string, string>> {
    return { PAYMENT_PROVIDERS: 'toss,points', TOSS_API: this.address, TOSS_SECRET_KEY: SECRET_KEY };
  }

  /** What it does with the next calls. It forgets that when it is restarted. */
  async say(...sayings: readonly Saying[]): Promise<void> {
    for (const saying of sayings) await this.post('/__say', saying);
  }

  /** It does again what it should. */
  async heal(): Promise<void> {
    this.process.thaw();
    await this.process.start();
    await this.post('/__say', { forget: true });
  }

  async books(): Promise<ProviderBooks> {
    const answer = await fetch(`${this.address}/__books`, { signal: AbortSignal.timeout(LIMIT_MS) });
    return (await answer.json()) as ProviderBooks;
  }

  async paymentOf(orderId: string): Promise<ProviderPayment | undefined> {
    return (await this.books()).payments.findLast((payment) => payment.orderId === orderId);
  }

  /** The buyer agrees on the page, also again, until the provider is there. */
  async agree(checkoutUrl: string): Promise<ReturnedBuyer | undefined> {
    return this.visit(checkoutUrl, 'pay');
  }

  /** A call of another process of the shop takes the money, as one that was on its way for long. */
  async capture({ paymentKey, orderId, amount }: ReturnedBuyer): Promise<void> {
    await this.call('/v1/payments/confirm', { paymentKey, orderId, amount });
  }

  /** A person of the shop pays back at the provider's console. */
  async cancelAtConsole(paymentKey: string, amount?: number): Promise<void> {
    await this.call(`/v1/payments/${paymentKey}/cancel`, {
      cancelReason: 'by hand',
      ...(amount === undefined ? {} : { cancelAmount: amount }),
    });
  }

  async close(): Promise<void> {
    await this.process.stop();
  }

  private async visit(checkoutUrl: string, action: string): Promise<ReturnedBuyer | undefined> {
    let location: string | null = null;
    const visited = async (): Promise<boolean> => {
      const answer = await fetch(checkoutUrl, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ action }).toString(),
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      await answer.arrayBuffer();
      location = answer.headers.get('location');
      return true;
    };
    await until(visited, { what: 'the page of the provider', limitMs: LIMIT_MS });
    const query = location === null ? undefined : new URL(location).searchParams;
    const [paymentKey, orderId] = [query?.get('paymentKey'), query?.get('orderId')];
    if (!paymentKey || !orderId) return undefined;
    return { paymentKey, orderId, amount: Number(query?.get('amount')) };
  }

  /** As the shop calls it. */
  private async call(path: string, body: object): Promise<void> {
    await this.post(path, body, { authorization: AUTHORIZATION });
  }

  private async post(path: string, body: object, headers: object = {}): Promise<void> {
    const answer = await fetch(`${this.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    if (!answer.ok && path.startsWith('/__')) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer().catch(() => undefined);
  }
}
