import type { Redis } from 'ioredis';

/** After a node has not responded, no lock is requested from it for this long. */
const PAUSE_AFTER_FAILURE_MS = 1_000;

type Answered = (error: Error | null, answer?: unknown) => void;
type Arguments = (string | number)[];

/**
 * One Redis for locks, as a client for redlock. Redlock waits for the responses of all nodes, so a node that does not
 * respond would delay every lock. For a second after such a failure it is left out, and counts as a refusal.
 */
export class LockNode {
  private pausedUntil = 0;

  constructor(private readonly redis: Redis) {}

  get isResting(): boolean {
    return performance.now() < this.pausedUntil;
  }

  evalsha(hash: string, given: Arguments, answered: Answered): void {
    if (this.isResting && isRequest(given)) answered(new Error('The node did not answer lately'));
    else void this.redis.evalsha([hash, ...given] as never, this.recordFailure(answered) as never);
  }

  eval(given: Arguments, answered: Answered): void {
    void this.redis.eval(given as never, this.recordFailure(answered) as never);
  }

  /** `NOSCRIPT` is an answer: the script must be sent first. */
  private recordFailure(answered: Answered): Answered {
    return (error, answer) => {
      if (error !== null && !error.message.startsWith('NOSCRIPT'))
        this.pausedUntil = performance.now() + PAUSE_AFTER_FAILURE_MS;
      answered(error, answer);
    };
  }
}

/** A lock is requested with its keys, its value and its lease, and released without the lease. */
function isRequest([keys, ...rest]: Arguments): boolean {
  return rest.length === Number(keys) + 2;
}
