import type { DealTransition } from '../event.contract';

/** How far the signals of a deal have come. */
export type AnnouncedState = 'CREATED' | 'OPENED' | 'ENDED';

/** A deal's window, when the deal was made, and what was told of it. All by the database's clock. */
export interface AnnouncedDeal {
  readonly createdAt: Date;
  readonly startEventTime: Date;
  readonly endEventTime: Date;
  readonly announced: AnnouncedState;
}

/**
 * What has become of a deal by `now` and was not told yet, in order. What lay before its creation is not told: the
 * signal of the creation says it. A window without an instant in it never opened.
 */
export function transitionsDue(
  { announced, createdAt, startEventTime, endEventTime }: AnnouncedDeal,
  now: Date,
): DealTransition[] {
  const opened =
    announced === 'CREATED' && startEventTime <= now && startEventTime > createdAt && startEventTime < endEventTime;
  const ended = announced !== 'ENDED' && endEventTime <= now && endEventTime >= createdAt;
  return [...(opened ? (['hot-deal-opened'] as const) : []), ...(ended ? (['hot-deal-ended'] as const) : [])];
}

/** What is told of a deal once everything that has become of it by `now` is. */
export function announcedBy({ announced, startEventTime, endEventTime }: AnnouncedDeal, now: Date): AnnouncedState {
  if (endEventTime <= now) return 'ENDED';
  return startEventTime <= now ? 'OPENED' : announced;
}
