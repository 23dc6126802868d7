import { Injectable } from '@nestjs/common';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { HotDealCreated, type HotDealSignal } from '#event';
import { LiveAudience } from './live-audience';

/**
 * `new-hot-deal`, after the deal is committed. Whoever listens hears it again only if the process dies between
 * telling and the completion mark.
 */
@Injectable()
export class SendSignalWhenHotDealCreated extends Reaction<HotDealSignal> {
  override readonly fact = HotDealCreated;
  override readonly name = 'notification.send-signal';

  constructor(private readonly audience: LiveAudience) {
    super();
  }

  override async react(batch: Batch<HotDealSignal>): Promise<void> {
    await this.audience.announce(batch.facts);
  }
}
