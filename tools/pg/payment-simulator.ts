import type { Server } from 'node:http';
import { Api, type SeenCall } from './api';
import { Books } from './books';
import { type BooksView, type BuyerAction, Controls } from './controls';
import { type Call, closeServer, listen, portOf } from './http';
import { CheckoutPages } from './pages';
import { paymentView } from './payment-view';
import { Payments, type Visit } from './payments';
import { type Saying, Sayings } from './sayings';
import { Webhooks } from './webhooks';

export interface SimulatorOptions {
  /** a free one by default */
  readonly port?: number;
  /** where the books are kept, which otherwise end with the process */
  readonly file?: string | undefined;
  /** where webhooks are sent to; none are sent by default */
  readonly webhookUrl?: string | undefined;
  /** of what happens to a share of the calls */
  readonly seed?: number;
  /** within this time after a cancel, another one of the same payment is refused: a second, as at Toss Payments */
  readonly cancelPauseMs?: number;
}

/** How often payments that no one has finished are ended. */
const EXPIRY_MS = 1_000;

/** A payment provider that speaks the dialect of Toss Payments, and moves no money. It listens on this machine only. */
export class PaymentSimulator {
  private readonly payments: Payments;
  private readonly sayings: Sayings;
  private readonly webhooks: Webhooks;
  private readonly controls: Controls;
  private readonly api: Api;
  private readonly pages: CheckoutPages;
  private server: Server | undefined;
  private expiry: NodeJS.Timeout | undefined;
  private url = '';

  private constructor(
    private readonly books: Books,
    { seed = 1, cancelPauseMs = 1_000, webhookUrl }: SimulatorOptions,
  ) {
    this.sayings = new Sayings(seed);
    const { sayings } = this;
    const viewOf = (...[payment]: Parameters<Payments['authenticate']>) => paymentView(payment, this.url, books.now());
    const webhooks = new Webhooks(books, sayings, { url: webhookUrl ?? null, viewOf });
    const payments = new Payments(books, { cancelPauseMs, onChange: (...change) => webhooks.report(...change) });
    this.webhooks = webhooks;
    this.payments = payments;
    this.api = new Api({ books, payments, sayings, address: () => this.url, sendWebhooks: () => webhooks.send() });
    this.controls = new Controls({ books, payments, sayings, webhooks, calls: () => this.api.seen });
    this.pages = new CheckoutPages(books, payments, this.controls);
  }

  /** @throws Error when the file is damaged, or the port is in use */
  static async open(options: SimulatorOptions = {}): Promise<PaymentSimulator> {
    const books = await Books.open(options.file);
    const simulator = new PaymentSimulator(books, options);
    try {
      await simulator.listen(options.port ?? 0);
    } catch (failure) {
      await simulator.close();
      throw failure;
    }
    return simulator;
  }

  /** `http://127.0.0.1:8090`: of its API, its pages, and its controls */
  get address(): string {
    return this.url;
  }

  /** The calls of its API, the newest last. */
  get calls(): readonly SeenCall[] {
    return this.api.seen;
  }

  set webhookUrl(url: string | null) {
    this.webhooks.url = url;
  }

  /** What it has done: of one order, or all of it. */
  view(orderId?: string): BooksView {
    return this.controls.view(orderId);
  }

  say(saying: Saying): void {
    this.controls.say(saying);
  }

  forget(): void {
    this.controls.forget();
  }

  /**
   * Plays the buyer of a payment.
   * @param name the order, or the key, of the payment
   * @param code what it is refused with
   */
  play(action: BuyerAction, name: string, code?: string): Promise<Visit> {
    return this.controls.play(action, name, code);
  }

  moveClock(byMs: number): Promise<void> {
    return this.controls.moveClock(byMs);
  }

  async close(): Promise<void> {
    clearInterval(this.expiry);
    if (this.server !== undefined) await closeServer(this.server);
    await this.webhooks.close();
    await this.books.close();
  }

  private async listen(port: number): Promise<void> {
    this.server = await listen((call) => this.handle(call), port);
    this.url = `http://127.0.0.1:${portOf(this.server)}`;
    this.expiry = setInterval(() => void this.expire().catch(() => undefined), EXPIRY_MS);
    this.expiry.unref();
  }

  private async expire(): Promise<void> {
    this.payments.expire();
    this.books.commit();
    await this.books.flushed();
    await this.webhooks.send();
  }

  private handle(call: Call): Promise<void> {
    if (call.path.startsWith('/__')) return this.controls.handle(call);
    if (/^\/(checkout\/|receipts\/|$)/.test(call.path)) return this.pages.handle(call);
    return this.api.handle(call);
  }
}
