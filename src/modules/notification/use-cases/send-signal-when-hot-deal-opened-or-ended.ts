import { Injectable } from '@nestjs/common';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { HotDealOpenedOrEnded, type HotDealSignal } from '#event';
import { LiveAudience } from './live-audience';

/** `hot-deal-opened` and `hot-deal-ended`, told as `new-hot-deal` is: after the commit, again only after a death. */
@Injectable()
export class SendSignalWhenHotDealOpenedOrEnded extends Reaction<HotDealSignal> {
  override readonly fact = HotDealOpenedOrEnded;
  override readonly name = 'notification.send-moments';

  constructor(private readonly audience: LiveAudience) {
    super();
  }

  override async react(batch: Batch<HotDealSignal>): Promise<void> {
    await this.audience.announce(batch.facts);
  }
}
