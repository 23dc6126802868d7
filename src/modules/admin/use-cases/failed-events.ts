import { Injectable } from '@nestjs/common';
import { type DeadLetter, DeadLetters } from '#platform/events/dead-letters';

const PER_PAGE = 500;

/** Failed events: the publications that a handler could not process in any attempt. */
@Injectable()
export class FailedEvents {
  constructor(private readonly deadLetters: DeadLetters) {}

  /** A page of them, oldest first. */
  list(after: number, limit: number): Promise<DeadLetter[]> {
    return this.deadLetters.list(after, limit);
  }

  /** All of them, oldest first, a page at a time. */
  async *all(): AsyncGenerator<DeadLetter> {
    for (let after = 0, page; (page = await this.list(after, PER_PAGE)).length > 0;) {
      after = page.at(-1)?.id ?? 0;
      yield* page;
    }
  }

  /** Makes one due again, with its attempts counted anew. Returns false when there is no such failed event. */
  retry(id: number): Promise<boolean> {
    return this.deadLetters.retry(id);
  }
}
