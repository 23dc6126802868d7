import { createDeal } from '../../support/deals';
import { until } from '../../servers/until';
import { type Book, isAcknowledged } from './book';
import type { Rig } from './rig';
import { SignalFollower } from './signal-follower';

const HEARD_LIMIT_MS = 20_000;
const STANDSTILL_MS = 30_000;

/** Every instance ends and comes back with these variables too. */
export async function moveTo(rig: Rig, variables: Readonly<Record<string, string>>): Promise<void> {
  await Promise.all(
    rig.instances.map(async (instance) => {
      await instance.kill();
      await instance.start(variables);
    }),
  );
}

/** A shelf that is emptied by a crowd while something happens. */
export async function saleDuring(rig: Rig, units: number, harm: () => Promise<void>) {
  const product = await rig.stock(units);
  const endless = await rig.stock(1_000_000);
  const bargain = rig.buyers({ products: [product], buyers: 20, cancelled: 0, larger: 0, thinkMs: 20 });
  const others = rig.buyers({ products: [endless], buyers: 5, cancelled: 0.3, thinkMs: 50 });
  await harm();
  await soldOut(bargain.book);
  return [await bargain.stop(), await others.stop()];
}

/** Ends when somebody has been told that the shelf is empty; fails when nothing is sold any more and nobody is. */
export async function soldOut({ intentions }: Book): Promise<void> {
  const refused = (): boolean => intentions.some(({ calls }) => calls.at(-1)?.outcome === 'refused');
  const progress = (): number => intentions.filter(isAcknowledged).length;
  await until(refused, { what: 'the shelf is empty', limitMs: STANDSTILL_MS, progress });
}

/** Listeners at every instance, who must come to know of every deal, whichever instance made it. */
export class News {
  private readonly followers: SignalFollower[];
  private readonly deals: number[] = [];

  constructor(private readonly rig: Rig) {
    this.followers = rig.instances.map(({ address }) => new SignalFollower(address, undefined));
  }

  async connected(): Promise<void> {
    await Promise.all(this.followers.map((follower) => follower.connected()));
  }

  /** A deal at each instance. */
  async break(product: number): Promise<void> {
    for (const [number] of this.rig.instances.entries())
      this.deals.push(await createDeal(this.rig.admin(number), [product]));
  }

  /** A sentence for each listener who does not know of all deals in time. */
  async missed(): Promise<string[]> {
    const wanted = this.deals.map((eventId) => `new-hot-deal of ${eventId}`);
    const missing = (follower: SignalFollower): string[] => {
      const known = new Set(follower.known.values());
      return wanted.filter((what) => !known.has(what));
    };
    const isKnown = (): boolean => this.followers.every((follower) => missing(follower).length === 0);
    await until(isKnown, { what: 'all know of all deals', limitMs: HEARD_LIMIT_MS }).catch(() => undefined);
    return this.followers.flatMap((follower, number) =>
      missing(follower).map((what) => `listener ${number} misses ${what}`),
    );
  }

  leave(): void {
    for (const follower of this.followers) follower.leave();
  }
}
