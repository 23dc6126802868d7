/** While a server goes on refusing, its connections are replaced at most this often: reads go on over them. */
const PAUSE_MS = 1_000;

/**
 * Which connections may lead to a server that is no longer the primary, or know outdated privileges. After a fail-over
 * the name of the database leads to another server, but only for new connections: those of the pool stay with the
 * demoted one.
 */
export class CurrentPrimary {
  private refusedAt = Number.NEGATIVE_INFINITY;
  /** connections that were first used before this instant are replaced */
  private replacedAt = Number.NEGATIVE_INFINITY;
  /** when each connection was first used, monotonic, ms */
  private readonly firstUsed = new WeakMap<object, number>();

  /** A server has refused a write or the account: every connection from before now is replaced, after the pause at the latest. */
  isGone(): void {
    this.refusedAt = performance.now();
  }

  isCurrent(connection: object): boolean {
    const now = performance.now();
    if (this.refusedAt > this.replacedAt && now - this.replacedAt >= PAUSE_MS) this.replacedAt = this.refusedAt;
    let since = this.firstUsed.get(connection);
    if (since === undefined) this.firstUsed.set(connection, (since = now));
    return since > this.replacedAt;
  }
}
