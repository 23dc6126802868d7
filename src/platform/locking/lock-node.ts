import type { Redis } from 'ioredis';

/** After a node failed to answer, no lock is asked of it for this long. */
const REST_MS = 1_000;

type Answered = (error: Error | null, answer?: unknown) => void;
type Arguments = (string | number)[];

/**
 * One Redis that keeps locks, as redlock takes it for a client. Redlock waits for the answers of all nodes: one that
 * answers nobody would hold up every lock, so for a second it is not asked, and counts as one that has refused.
 */
export class LockNode {
  private restUntil = 0;

  constructor(private readonly redis: Redis) {}

  get isResting(): boolean {
    return performance.now() < this.restUntil;
  }

  evalsha(hash: string, given: Arguments, answered: Answered): void {
    if (this.isResting && isRequest(given)) answered(new Error('The node rests'));
    else void this.redis.evalsha([hash, ...given] as never, this.noticingFailure(answered) as never);
  }

  eval(given: Arguments, answered: Answered): void {
    void this.redis.eval(given as never, this.noticingFailure(answered) as never);
  }

  /** That a script must be sent first is an answer. */
  private noticingFailure(answered: Answered): Answered {
    return (error, answer) => {
      if (error !== null && !error.message.startsWith('NOSCRIPT')) this.restUntil = performance.now() + REST_MS;
      answered(error, answer);
    };
  }
}

/** A lock is asked for with its keys, its value and its lease, and given back without the lease. */
function isRequest([keys, ...rest]: Arguments): boolean {
  return rest.length === Number(keys) + 2;
}
