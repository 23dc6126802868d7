import { DomainError, Unavailable } from '#platform/domain-error';
import { tooMany } from './rate-limit';

interface BulkheadLimits {
  /** how much runs at the same time in all */
  readonly concurrency: number;
  /** how much of it for one requester */
  readonly perRequester: number;
  /** how many may wait; with more, one is refused with 429 */
  readonly maxQueue: number;
  /** how long each may wait */
  readonly maxWaitMs: number;
}

/** The client that work is done for. */
export interface Requester {
  /** The work of one user, or of one address without a user, is counted together. */
  readonly key: string;
  /** aborted when the client has disconnected */
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly start: () => void;
  readonly refuse: (reason: Error) => void;
}

const RETRY_AFTER_S = 1;

/**
 * Lets a limited number of pieces of work run at the same time, and a limited number wait for their turn. Requesters
 * take turns, each in the order of its own requests. When the queue is full, the last request of the requester with the
 * most waiting ones makes room for one that has fewer: one requester cannot fill the queue for the others.
 */
export class Bulkhead {
  /** refused because the queue was full; refused after the longest wait; ended because the client had disconnected */
  readonly counts = { full: 0, late: 0, disconnected: 0 };
  running = 0;
  waiting = 0;
  private readonly runningOf = new Map<string, number>();
  /** in the order of their turns */
  private readonly queues = new Map<string, Waiting[]>();

  constructor(private readonly limits: BulkheadLimits) {}

  /**
   * Runs `work` when it is its turn. `work` keeps its place until it has settled.
   * @throws DomainError TOO_MANY_REQUESTS when too much waits already
   * @throws Unavailable when the turn does not come in time
   */
  async run<T>({ key, signal }: Requester, work: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw this.disconnected();
    if (!this.mayStart(key)) await this.wait(key, signal);
    else this.started(key);
    try {
      return await work();
    } catch (error) {
      throw signal.aborted ? this.disconnected() : error;
    } finally {
      this.ended(key);
    }
  }

  private mayStart(key: string): boolean {
    const { concurrency, perRequester } = this.limits;
    return this.running < concurrency && (this.runningOf.get(key) ?? 0) < perRequester;
  }

  private wait(key: string, signal: AbortSignal): Promise<void> {
    this.makeRoom(key);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.remove(key, waiting);
      };
      const refuse = (reason: Error): void => {
        leave();
        reject(reason);
      };
      const start = (): void => {
        leave();
        this.started(key);
        resolve();
      };
      const onAbort = (): void => refuse(this.disconnected());
      const timer = setTimeout(() => {
        this.counts.late++;
        refuse(new Unavailable('The queue of reads that scan'));
      }, this.limits.maxWaitMs);
      signal.addEventListener('abort', onAbort);
      const waiting = { start, refuse };
      this.add(key, waiting);
    });
  }

  /** @throws DomainError when the queue is full and no other requester has more waiting requests than this one */
  private makeRoom(key: string): void {
    if (this.waiting < this.limits.maxQueue) return;
    this.counts.full++;
    const own = this.queues.get(key)?.length ?? 0;
    const longest = [...this.queues.values()].reduce((most, queue) => (queue.length > most.length ? queue : most), []);
    if (longest.length <= own + 1) throw tooMany(RETRY_AFTER_S);
    longest.at(-1)?.refuse(tooMany(RETRY_AFTER_S));
  }

  private started(key: string): void {
    this.running++;
    this.runningOf.set(key, (this.runningOf.get(key) ?? 0) + 1);
  }

  private ended(key: string): void {
    this.running--;
    const left = (this.runningOf.get(key) ?? 1) - 1;
    if (left > 0) this.runningOf.set(key, left);
    else this.runningOf.delete(key);
    this.startNext();
  }

  private startNext(): void {
    for (const [key, [first]] of this.queues) {
      if (first === undefined || !this.mayStart(key)) continue;
      first.start();
      this.toLastTurn(key);
      return;
    }
  }

  private toLastTurn(key: string): void {
    const queue = this.queues.get(key);
    if (queue === undefined) return;
    this.queues.delete(key);
    this.queues.set(key, queue);
  }

  private add(key: string, waiting: Waiting): void {
    const queue = this.queues.get(key);
    if (queue === undefined) this.queues.set(key, [waiting]);
    else queue.push(waiting);
    this.waiting++;
  }

  private remove(key: string, waiting: Waiting): void {
    const queue = this.queues.get(key) ?? [];
    queue.splice(queue.indexOf(waiting), 1);
    if (queue.length === 0) this.queues.delete(key);
    this.waiting--;
  }

  private disconnected(): DomainError {
    this.counts.disconnected++;
    return new DomainError('unavailable', 'SERVICE_UNAVAILABLE', 'The client has disconnected.');
  }
}
