/** How an answer begins with which Redis refuses a write, or every command; a script repeats it in the middle. */
const REFUSAL = /\b(READONLY|OOM|MISCONF|LOADING|MASTERDOWN|NOREPLICAS|CLUSTERDOWN)\b/;
const RECONNECT_EVERY_MS = 1_000;

/** Why Redis has refused a command that it accepts while it is well; undefined for any other error. */
export function refusalOfWrite(error: unknown): string | undefined {
  return error instanceof Error ? REFUSAL.exec(error.message)?.[1] : undefined;
}

/**
 * Counts the commands of one client that Redis has refused although the connection is open: it is a replica now (`READONLY`), its
 * memory is full (`OOM`), its disk failed (`MISCONF`). Each caller then continues as if Redis were unavailable.
 */
export class RefusedWrites {
  private reconnectedAt = Number.NEGATIVE_INFINITY;

  /** @param counts of all connections together, by the first word of the answer */
  constructor(private readonly counts: Map<string, number>) {}

  /**
   * ioredis calls it for every error that Redis answers.
   * @returns whether the connection must be opened again: after a fail-over its address may lead to the new master
   */
  readonly record = (error: Error): boolean => {
    const refusal = refusalOfWrite(error);
    if (refusal === undefined) return false;
    this.counts.set(refusal, (this.counts.get(refusal) ?? 0) + 1);
    const now = performance.now();
    if (refusal !== 'READONLY' || now - this.reconnectedAt < RECONNECT_EVERY_MS) return false;
    this.reconnectedAt = now;
    return true;
  };
}
