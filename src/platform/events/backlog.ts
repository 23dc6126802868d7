import { Injectable } from '@nestjs/common';
import { BatchedCache } from '#platform/caching/batched-cache';
import { PublicationQueries } from './publication-queries';

/** A handler whose oldest due publication has waited for this long does not keep up. */
const LATE_AFTER_S = 5;
const MAX_AGE_MS = 1_000;
const MAX_HANDLERS = 100;

/**
 * Whether an event handler keeps up with what is published, on all instances together. It is read from the database, at
 * most once a second, and only while it is asked for. A failed publication waits for its next attempt, and a dead
 * letter is not due: neither is late. So an event that fails again and again does not make its handler late by itself.
 */
@Injectable()
export class Backlog {
  private readonly late: BatchedCache<string, object>;

  constructor(publications: PublicationQueries) {
    this.late = new BatchedCache({
      most: MAX_HANDLERS,
      maxAgeMs: MAX_AGE_MS,
      load: async (handlers) => {
        const late = await publications.late(handlers, LATE_AFTER_S);
        return new Map(late.map((handler) => [handler, {}]));
      },
    });
  }

  /** False also if the database does not answer: then the caller's own work fails. */
  async isLate(handler: string): Promise<boolean> {
    const late = await this.late.find([handler]).catch(() => undefined);
    return late?.has(handler) ?? false;
  }
}
