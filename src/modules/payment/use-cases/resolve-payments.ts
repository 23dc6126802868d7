import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ClaimingPoller } from '#platform/timing/claiming-poller';
import { PaymentTerms } from '#order-payments';
import { type DueLook, PaymentLooks } from '../persistence/payment-looks';
import { FindOutPayment } from './find-out-payment';
import { ProviderCalls } from './provider-calls';
import { WatchDeposit } from './watch-deposit';

const EVERY_MS = 1_000;
/** While new orders are not to be paid, there are rarely old ones that are. */
const IDLE_EVERY_MS = 60_000;
const MAX_AT_ONCE = 16;
/** Less than a claim lasts. */
const LOOK_LIMIT_MS = 50_000;

/** Looks at attempts that are due to be looked at, on every instance. */
@Injectable()
export class ResolvePayments implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly poller: ClaimingPoller<DueLook>;

  constructor(
    private readonly looks: PaymentLooks,
    terms: PaymentTerms,
    private readonly calls: ProviderCalls,
    private readonly finder: FindOutPayment,
    private readonly deposits: WatchDeposit,
  ) {
    this.poller = new ClaimingPoller<DueLook>({
      name: 'payment.resolve',
      everyMs: EVERY_MS,
      idleEveryMs: terms.enabled ? EVERY_MS : IDLE_EVERY_MS,
      maxAtOnce: MAX_AT_ONCE,
      workLimitMs: LOOK_LIMIT_MS,
      candidates: (limit) => this.looks.due(this.calls.names, limit),
      claim: ({ paymentId }) => this.looks.claim(paymentId),
      work: ({ paymentId }, signal) => this.resolve(paymentId, signal),
      nameOf: ({ paymentId }) => `payment ${paymentId}`,
    });
  }

  onApplicationBootstrap(): void {
    this.poller.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.poller.stop();
  }

  wake(): void {
    this.poller.wake();
  }

  private async resolve(paymentId: number, signal: AbortSignal): Promise<void> {
    const look = await this.looks.find(paymentId);
    if (look === undefined) return;
    if (this.deposits.concerns(look.payment)) return this.deposits.look(look, signal);
    if (look.payment.state !== 'REQUESTED') return this.finder.look(look, signal);
    // The order can no longer be paid by it. The next look ends it at the provider.
    if (await this.finder.abandon(paymentId)) this.wake();
  }
}
