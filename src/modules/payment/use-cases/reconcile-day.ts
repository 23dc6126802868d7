import { Injectable, Logger } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { daysAfter, instantOf } from '#platform/timing/zoned-time';
import { compareDay, confirmed, type Day, type Difference, type Doubt } from '../domain/day-comparison';
import { PaymentBooks } from '../persistence/payment-books';
import { LookAtPayment } from './look-at-payment';
import { ProviderCalls } from './provider-calls';

export interface ReconciledDay {
  readonly transactions: number;
  readonly differences: readonly Difference[];
  /** payments that could not be looked at: what seems to be wrong with them is among the differences */
  readonly unanswered: number;
}

const LOOKS_AT_ONCE = 4;

/**
 * Compares what a provider has done on one day with our payments and refunds, which finds what neither a look nor a webhook
 * can: captures under names that are none of ours, and what our books have without the provider. It changes nothing, except
 * by the ordinary look at what seems to differ, and so may be repeated.
 */
@Injectable()
export class ReconcileDay {
  private readonly log = new Logger('Payments');
  private readonly zone: string;

  constructor(
    config: Config,
    private readonly calls: ProviderCalls,
    private readonly books: PaymentBooks,
    private readonly looks: LookAtPayment,
  ) {
    this.zone = config.timeZone;
  }

  /** The providers whose list can be read. */
  get providers(): readonly string[] {
    return this.calls.listed;
  }

  /**
   * @param day `2026-11-30`, in the shop's time zone
   * @throws Error when the list could not be read to its end
   */
  async execute(provider: string, day: string, signal: AbortSignal): Promise<ReconciledDay> {
    const bounds = { from: this.start(day), until: this.start(daysAfter(day, 1)) };
    const listed = await this.calls.list(provider, bounds.from, bounds.until, signal);
    const names = [...new Set(listed.map(({ providerOrderId }) => providerOrderId))];
    const { unknown, doubts } = compareDay(listed, await this.books.ofDay(provider, names, bounds), bounds);
    const differences = [...unknown];
    let unanswered = 0;
    const left = [...doubts];
    const work = async (): Promise<void> => {
      for (let doubt = left.pop(); doubt !== undefined; doubt = left.pop()) {
        signal.throwIfAborted();
        const found = await this.lookAt(doubt);
        if (found === undefined) unanswered++;
        differences.push(...(found ?? doubt.differences));
      }
    };
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, work));
    return { transactions: listed.length, differences, unanswered };
  }

  /** @returns what is wrong with the payment; undefined: it could not be looked at */
  private async lookAt(doubt: Doubt): Promise<Difference[] | undefined> {
    const { paymentId } = doubt.payment;
    try {
      const standing = await this.looks.standingOf(paymentId);
      const [after = doubt.payment] = await this.books.find([paymentId]);
      return confirmed(doubt, after, standing);
    } catch (error) {
      this.log.warn({ msg: 'A payment that seems to differ could not be looked at', paymentId, err: error });
      return undefined;
    }
  }

  private start(day: string): Day['from'] {
    return instantOf(`${day}T00:00`, this.zone);
  }
}
