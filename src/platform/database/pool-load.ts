/** How many callers on this instance have a connection to the database, and how many wait for one. */
export class PoolLoad {
  inUse = 0;
  waiting = 0;
  /** callers without a connection: none was free in time, too many waited, or the database is unavailable */
  denials = 0;
  /** called for every wait that ended with a connection */
  waited: (seconds: number) => void = () => undefined;

  /** @param size the most connections that the pool opens */
  constructor(readonly size: number) {}

  /** @returns the parameter of `connected` */
  startWaiting(): number {
    this.waiting++;
    return performance.now();
  }

  connected(startedAt: number): void {
    this.waiting--;
    this.inUse++;
    this.waited((performance.now() - startedAt) / 1000);
  }

  refused(): void {
    this.waiting--;
    this.denials++;
  }
}
