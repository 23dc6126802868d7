/** While a server goes on refusing, its connections are replaced at most this often: reads go on over them. */
const PAUSE_MS = 1_000;

/**
 * Which connections may lead to a server that is no longer the primary, or know outdated privileges. After a fail-over
 * the name of the database leads to another server, but only for new connections: those of the pool stay with the
 * demoted one.
 */
export class CurrentPrimary {
  private goneAt = Number.NEGATIVE_INFINITY;
  /** when each connection was first used, monotonic, ms */
  private readonly firstUsed = new WeakMap<object, number>();

  /** A server has refused a write or the account: every connection from before now is replaced. */
  isGone(): void {
    const now = performance.now();
    if (now - this.goneAt >= PAUSE_MS) this.goneAt = now;
  }

  isCurrent(connection: object): boolean {
    let since = this.firstUsed.get(connection);
    if (since === undefined) this.firstUsed.set(connection, (since = performance.now()));
    return since > this.goneAt;
  }
}
