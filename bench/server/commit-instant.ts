import { EventBus } from '#platform/events/event-bus';
import { HotDealCreated } from '#event';

/** Tells the bench when the commit of a hot deal was answered, before anything else is done about it. */
export function tellCommits(tell: (instant: { readonly committedAt: string }) => void): void {
  const { publish } = EventBus.prototype;
  EventBus.prototype.publish = function (tx, fact, ...more) {
    if (fact.name === HotDealCreated.name) {
      tx.afterCommit(() => tell({ committedAt: String(process.hrtime.bigint()) }));
    }
    return publish.call(this, tx, fact, ...more);
  };
}
