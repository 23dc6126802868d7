import type { components } from '@hotdeal/client';
import { type EnteredTime, instantOf, NO_TIME, storedTime } from '../ui/entered-time';

type Deal = components['schemas']['HotDealView'];
export type DealBody = components['schemas']['HotDealDto'];

const DAY_MS = 86_400_000;

/** What is entered in the form of a deal. */
export interface DealTerms {
  readonly name: string;
  readonly banner: string;
  readonly discount: string;
  /** undefined for now */
  readonly start: EnteredTime | undefined;
  readonly endBy: 'days' | 'time';
  readonly days: string;
  readonly end: EnteredTime;
}

export const NEW_DEAL: DealTerms = {
  name: '',
  banner: '',
  discount: '10',
  start: undefined,
  endBy: 'days',
  days: '7',
  end: NO_TIME,
};

export function termsOf(deal: Deal): DealTerms {
  const lasts = Date.parse(deal.endEventTime) - Date.parse(deal.startEventTime);
  return {
    name: deal.eventName ?? '',
    banner: deal.bannerUrl ?? '',
    discount: String(deal.eventDiscount),
    start: storedTime(deal.startEventTime),
    endBy: lasts % DAY_MS === 0 ? 'days' : 'time',
    days: String(deal.eventDuration),
    end: storedTime(deal.endEventTime),
  };
}

/**
 * What is sent for a new or a changed deal.
 *
 * @param now by the clock of the shop
 * @returns nothing while a time is missing or skipped by clocks
 */
export function bodyOf(terms: DealTerms, productIds: readonly number[], now: number): DealBody | undefined {
  const startEventTime = terms.start === undefined ? new Date(now).toISOString() : instantOf(terms.start);
  const endEventTime = terms.endBy === 'time' ? instantOf(terms.end) : undefined;
  if (startEventTime === undefined || (terms.endBy === 'time' && endEventTime === undefined)) return undefined;
  return {
    eventType: 'HOT_DEAL',
    ...appearanceOf(terms),
    eventDiscount: Number(terms.discount),
    ...(endEventTime === undefined ? { eventDuration: Number(terms.days) } : { endEventTime }),
    startEventTime,
    productIds: [...productIds],
  };
}

/** For a deal that runs: everything but its name and its banner stays exactly as it is stored. */
export function bodyOfRunning(deal: Deal, terms: DealTerms, productIds: readonly number[]): DealBody {
  const { eventType, eventDiscount, startEventTime, endEventTime } = deal;
  return {
    eventType,
    ...appearanceOf(terms),
    eventDiscount,
    startEventTime,
    endEventTime,
    productIds: [...productIds],
  };
}

function appearanceOf({ name, banner }: DealTerms): Pick<DealBody, 'eventName' | 'bannerUrl'> {
  return {
    ...(name.trim() !== '' && { eventName: name.trim() }),
    ...(banner.trim() !== '' && { bannerUrl: banner.trim() }),
  };
}
