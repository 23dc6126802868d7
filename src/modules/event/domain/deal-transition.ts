import type { DealTransition } from '../event.contract';

/** The last of a deal's signals: of its creation, its opening or its end. */
export type AnnouncedState = 'CREATED' | 'OPENED' | 'ENDED';

/** A deal's window, its creation, and how far it is announced. All times are of the database's clock. */
export interface AnnouncedDeal {
  readonly createdAt: Date;
  readonly startEventTime: Date;
  readonly endEventTime: Date;
  readonly announced: AnnouncedState;
}

/**
 * The transitions that have happened by `now` and are not announced yet, in order. Those before the creation are left
 * out: the signal of the creation implies them. A deal whose window is empty never opens.
 */
export function dueTransitions(
  { announced, createdAt, startEventTime, endEventTime }: AnnouncedDeal,
  now: Date,
): DealTransition[] {
  const opened =
    announced === 'CREATED' && startEventTime <= now && startEventTime > createdAt && startEventTime < endEventTime;
  const ended = announced !== 'ENDED' && endEventTime <= now && endEventTime >= createdAt;
  return [...(opened ? (['hot-deal-opened'] as const) : []), ...(ended ? (['hot-deal-ended'] as const) : [])];
}

/** The state once every transition that is due at `now` is announced. */
export function announcedStateAt(
  { announced, startEventTime, endEventTime }: AnnouncedDeal,
  now: Date,
): AnnouncedState {
  if (endEventTime <= now) return 'ENDED';
  return startEventTime <= now ? 'OPENED' : announced;
}

/** When a transition of the deal takes place. */
export function transitionTime(
  { startEventTime, endEventTime }: Pick<AnnouncedDeal, 'startEventTime' | 'endEventTime'>,
  transition: DealTransition,
): Date {
  return transition === 'hot-deal-opened' ? startEventTime : endEventTime;
}

/** What ending a deal changes. */
export interface DealEnd {
  readonly endEventTime: Date;
  readonly transitions: readonly DealTransition[];
}

/**
 * Ends a deal now: its end is announced, and before that its opening if that is still due. An end that has passed is
 * not moved, and a deal whose end is announced stays as it is.
 */
export function endDeal(deal: AnnouncedDeal, now: Date): DealEnd | undefined {
  if (deal.announced === 'ENDED') return undefined;
  const endEventTime = deal.endEventTime < now ? deal.endEventTime : now;
  const opening = dueTransitions({ ...deal, endEventTime }, endEventTime).filter((one) => one === 'hot-deal-opened');
  return { endEventTime, transitions: [...opening, 'hot-deal-ended'] };
}
