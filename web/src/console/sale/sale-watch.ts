import { answerOf, type components } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { shop } from '../../ground/shop';
import { OrderFlow, type OrderCounts } from './order-flow';
import { DealUnits, type Units } from './units';

const EVERY_MS = 1_000;
const LONGEST_ANSWER_MS = 8_000;
export const REMEMBERED_MS = 5 * 60_000;

/** What was seen at one look. */
export interface Sight {
  /** by the shop's clock */
  readonly at: number;
  readonly perSecond: OrderCounts;
  readonly units: Units | undefined;
  readonly total: OrderCounts;
  readonly pulse: components['schemas']['InstanceListView'];
}

/** Looks at a sale once a second, for as long as somebody looks at the page. */
export class SaleWatch {
  /** of the last five minutes, oldest first */
  readonly sights = signal<readonly Sight[]>([]);
  /** why the last look saw nothing, if it did not */
  readonly failure = signal<unknown>(undefined);
  private readonly flow = new OrderFlow();
  private readonly units: DealUnits | undefined;
  private stopped = false;

  /** @param eventId nothing: the whole shop */
  constructor(eventId: number | undefined) {
    this.units = eventId === undefined ? undefined : new DealUnits(eventId);
  }

  get last(): Sight | undefined {
    return this.sights.value.at(-1);
  }

  start(): () => void {
    void this.goOn();
    return () => {
      this.stopped = true;
    };
  }

  private async goOn(): Promise<void> {
    while (!this.stopped) {
      const began = performance.now();
      if (document.visibilityState === 'visible') await this.look();
      const left = EVERY_MS - (performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, left)));
    }
  }

  private async look(): Promise<void> {
    const ends = AbortSignal.timeout(LONGEST_ANSWER_MS);
    try {
      const [pulse, units] = await Promise.all([
        answerOf(shop.api.GET('/api/admin/instances', { signal: ends })),
        this.units?.look(ends),
      ]);
      const perSecond = this.flow.take(pulse.instances);
      const at = Date.parse(pulse.observedAt);
      const remembered = this.sights.value.filter((sight) => sight.at > at - REMEMBERED_MS && sight.at < at);
      this.sights.value = [...remembered, { at, perSecond, units, total: this.flow.total, pulse }];
      this.failure.value = undefined;
    } catch (error) {
      this.failure.value = error;
    }
  }
}
