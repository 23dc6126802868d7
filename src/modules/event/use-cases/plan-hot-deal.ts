import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { invalid } from '#platform/http/invalid';
import { fieldOutsideLimits, type Plan, type PlannedHotDeal, planned } from '../domain/hot-deal';
import { instantOf } from '#platform/timing/zoned-time';

/** A deal as a request describes it: times in ISO 8601; without an offset they are times of the shop's zone. */
export interface HotDealDraft extends Omit<Plan, 'startEventTime' | 'endEventTime'> {
  readonly startEventTime: string;
  readonly endEventTime?: string | undefined;
}

@Injectable()
export class PlanHotDeal {
  constructor(private readonly config: Config) {}

  /** @throws DomainError VALIDATION_FAILED if an instant is outside the limits */
  execute(draft: HotDealDraft): PlannedHotDeal {
    const { eventName, bannerUrl, eventDiscount, eventDuration, startEventTime, endEventTime, productIds } = draft;
    const { timeZone } = this.config;
    const plan: Plan = {
      eventName,
      bannerUrl,
      eventDiscount,
      eventDuration,
      startEventTime: instantOf(startEventTime, timeZone),
      endEventTime: endEventTime === undefined ? undefined : instantOf(endEventTime, timeZone),
      productIds,
    };
    const outside = fieldOutsideLimits(plan);
    if (outside !== undefined) throw invalid([outside]);
    return planned(plan);
  }
}
