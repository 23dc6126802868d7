import { answerOf, type components } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { shop } from '../../api/shop';
import { DealUnits, type Units } from './deal-units';
import { OrderRates, type OrderCounts } from './order-rates';

const SAMPLE_INTERVAL_MS = 1_000;
const REQUEST_TIMEOUT_MS = 8_000;
export const HISTORY_MS = 5 * 60_000;

export interface SaleSample {
  /** by the shop's clock */
  readonly at: number;
  readonly perSecond: OrderCounts;
  readonly units: Units | undefined;
  readonly total: OrderCounts;
  readonly instances: components['schemas']['InstanceListView'];
}

/** Samples a sale once a second while the page is visible. */
export class SaleMonitor {
  /** of the last five minutes, oldest first */
  readonly samples = signal<readonly SaleSample[]>([]);
  /** why the last sample failed */
  readonly failure = signal<unknown>(undefined);
  private readonly rates = new OrderRates();
  private readonly units: DealUnits | undefined;
  private stopped = false;

  /** @param eventId undefined for the whole shop */
  constructor(eventId: number | undefined) {
    this.units = eventId === undefined ? undefined : new DealUnits(eventId);
  }

  get last(): SaleSample | undefined {
    return this.samples.value.at(-1);
  }

  start(): () => void {
    void this.run();
    return () => {
      this.stopped = true;
    };
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const began = performance.now();
      if (document.visibilityState === 'visible') await this.sample();
      const left = SAMPLE_INTERVAL_MS - (performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, left)));
    }
  }

  private async sample(): Promise<void> {
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    try {
      const [instances, units] = await Promise.all([
        answerOf(shop.api.GET('/api/admin/instances', { signal: timeout })),
        this.units?.count(timeout),
      ]);
      const perSecond = this.rates.update(instances.instances);
      const at = Date.parse(instances.observedAt);
      const recent = this.samples.value.filter((sample) => sample.at > at - HISTORY_MS && sample.at < at);
      this.samples.value = [...recent, { at, perSecond, units, total: this.rates.total, instances }];
      this.failure.value = undefined;
    } catch (error) {
      this.failure.value = error;
    }
  }
}
