import { Injectable } from '@nestjs/common';
import { PaymentProviders } from '../adapters/payment-providers';
import { webhookForged } from '../domain/payment-refusals';
import type { RawWebhook } from '../domain/provider';
import { PaymentHints } from '../persistence/payment-hints';
import { ResolvePayments } from './resolve-payments';

/** Takes what a provider reports as a reason to look at a payment soon, and believes nothing of it. */
@Injectable()
export class ReceivePaymentWebhook {
  constructor(
    private readonly providers: PaymentProviders,
    private readonly hints: PaymentHints,
    private readonly resolver: ResolvePayments,
  ) {}

  /**
   * Resolves when the hint is stored, and also for a provider or a payment that does not exist here.
   * @throws DomainError WEBHOOK_SIGNATURE_INVALID
   */
  async execute(provider: string, webhook: RawWebhook): Promise<void> {
    const hint = this.providers.find(provider)?.hint(webhook);
    if (hint?.about === 'FORGED') throw webhookForged();
    if (hint?.about !== 'PAYMENT') return;
    if (await this.hints.store(provider, hint)) this.resolver.wake();
  }
}
