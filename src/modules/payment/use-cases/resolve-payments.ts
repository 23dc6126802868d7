import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ClaimingPoller } from '#platform/timing/claiming-poller';
import { PaymentTerms } from '#order-payments';
import { type DueLook, PaymentLooks } from '../persistence/payment-looks';
import { LookAtDuePayment } from './look-at-due-payment';
import { ProviderCalls } from './provider-calls';

const EVERY_MS = 1_000;
/** While new orders are not to be paid, there are rarely old ones that are. */
const IDLE_EVERY_MS = 60_000;
const MAX_AT_ONCE = 16;
/** Less than a claim lasts. */
const LOOK_LIMIT_MS = 50_000;

/**
 * Looks at payments when they are due: those whose outcome is not known, those that no one has confirmed in time, and
 * those of which a webhook says that there is news. The pause before the next look at an unknown outcome grows from 2 s to
 * 10 min. Meanwhile the order keeps its units, within its limit.
 */
@Injectable()
export class ResolvePayments implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly poller: ClaimingPoller<DueLook>;

  constructor(
    private readonly looks: PaymentLooks,
    terms: PaymentTerms,
    private readonly calls: ProviderCalls,
    looker: LookAtDuePayment,
  ) {
    this.poller = new ClaimingPoller<DueLook>({
      name: 'payment.resolve',
      everyMs: EVERY_MS,
      idleEveryMs: terms.enabled ? EVERY_MS : IDLE_EVERY_MS,
      maxAtOnce: MAX_AT_ONCE,
      workLimitMs: LOOK_LIMIT_MS,
      candidates: (limit) => this.looks.due(this.calls.names, limit),
      claim: ({ paymentId }) => this.looks.claim(paymentId),
      work: ({ paymentId }, signal) => looker.execute(paymentId, signal),
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
}
