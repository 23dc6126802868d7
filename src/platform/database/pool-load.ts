/** Who has a connection to the database on this instance, and who waits for one. */
export class PoolLoad {
  inUse = 0;
  waiting = 0;
  /** callers that got none: none was free in time, too many waited already, or the database is away */
  denials = 0;
  /** told of every wait that ended with a connection */
  waited: (seconds: number) => void = () => undefined;

  /** @param most connections that the pool may open */
  constructor(readonly most: number) {}

  /** @returns what `had` is to be given */
  ask(): number {
    this.waiting++;
    return performance.now();
  }

  had(asked: number): void {
    this.waiting--;
    this.inUse++;
    this.waited((performance.now() - asked) / 1000);
  }

  denied(): void {
    this.waiting--;
    this.denials++;
  }
}
