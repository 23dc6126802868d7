import { createDeal } from '../../support/deals';
import { until } from '../../servers/until';
import { type CallLog, isConfirmed } from './call-log';
import type { Rig } from './rig';
import { SignalFollower } from './signal-follower';

const SIGNAL_LIMIT_MS = 20_000;
const STANDSTILL_MS = 30_000;

/** Restarts every instance with these variables in addition. */
export async function restartWith(rig: Rig, variables: Readonly<Record<string, string>>): Promise<void> {
  await Promise.all(
    rig.instances.map(async (instance) => {
      await instance.kill();
      await instance.start(variables);
    }),
  );
}

/** Sells a product out to a crowd while the fault happens. */
export async function saleDuring(rig: Rig, units: number, fault: () => Promise<void>) {
  const product = await rig.stock(units);
  const endless = await rig.stock(1_000_000);
  const scarce = rig.buyers({ products: [product], buyers: 20, cancelled: 0, larger: 0, thinkMs: 20 });
  const others = rig.buyers({ products: [endless], buyers: 5, cancelled: 0.3, thinkMs: 50 });
  await fault();
  await soldOut(scarce.log);
  return [await scarce.stop(), await others.stop()];
}

/** Resolves when a buyer has been refused; fails when nothing is sold any more and no buyer is refused. */
export async function soldOut({ attempts }: CallLog): Promise<void> {
  const refused = (): boolean => attempts.some(({ calls }) => calls.at(-1)?.outcome === 'refused');
  const progress = (): number => attempts.filter(isConfirmed).length;
  await until(refused, { what: 'the product is sold out', limitMs: STANDSTILL_MS, progress });
}

/** A client at every instance that must receive the signal of every deal, whichever instance created it. */
export class DealSignals {
  private readonly followers: SignalFollower[];
  private readonly deals: number[] = [];

  constructor(private readonly rig: Rig) {
    this.followers = rig.instances.map(({ address }) => new SignalFollower(address, undefined));
  }

  async connected(): Promise<void> {
    await Promise.all(this.followers.map((follower) => follower.connected()));
  }

  /** Creates a deal at each instance. */
  async createDeals(product: number): Promise<void> {
    for (const [number] of this.rig.instances.entries())
      this.deals.push(await createDeal(this.rig.admin(number), [product]));
  }

  /** A sentence for each signal that a client does not know in time. */
  async missed(): Promise<string[]> {
    const wanted = this.deals.map((eventId) => `new-hot-deal of ${eventId}`);
    const missing = (follower: SignalFollower): string[] => {
      const known = new Set(follower.known.values());
      return wanted.filter((what) => !known.has(what));
    };
    const isKnown = (): boolean => this.followers.every((follower) => missing(follower).length === 0);
    await until(isKnown, { what: 'all clients know all deals', limitMs: SIGNAL_LIMIT_MS }).catch(() => undefined);
    return this.followers.flatMap((follower, number) =>
      missing(follower).map((what) => `client ${number} misses ${what}`),
    );
  }

  disconnect(): void {
    for (const follower of this.followers) follower.disconnect();
  }
}
