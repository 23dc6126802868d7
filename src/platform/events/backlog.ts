import { Injectable } from '@nestjs/common';
import { BatchedCache } from '#platform/caching/batched-cache';
import { EventPublicationRepository } from './event-publication.repository';

/** Somebody waits this long for what a reaction should have done: it does not keep up. */
const LATE_AFTER_S = 5;
const BELIEVED_MS = 1_000;
const MOST_REACTIONS = 100;

/**
 * Whether a reaction keeps up with what is published, on all instances together: read from the database, at most once
 * a second, and only while somebody asks. What failed waits for its next attempt and is not late meanwhile; what is
 * parked is not due. So a fact that fails again and again makes nobody late but those behind it.
 */
@Injectable()
export class Backlog {
  private readonly late: BatchedCache<string, object>;

  constructor(store: EventPublicationRepository) {
    this.late = new BatchedCache({
      most: MOST_REACTIONS,
      maxAgeMs: BELIEVED_MS,
      load: async (reactions) => {
        const late = await store.late(reactions, LATE_AFTER_S);
        return new Map(late.map((reaction) => [reaction, {}]));
      },
    });
  }

  /** False also when it cannot be known: then whatever asks fails by itself. */
  async isLate(reaction: string): Promise<boolean> {
    const late = await this.late.find([reaction]).catch(() => undefined);
    return late?.has(reaction) ?? false;
  }
}
