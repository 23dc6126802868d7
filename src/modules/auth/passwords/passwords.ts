import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { compare, hash } from 'bcrypt';
import { Unavailable } from '#platform/domain-error';
import { fitsHash, normalisedPassword } from '../domain/sign-up-rules';

const COST = 10;

interface Bcrypt {
  hash(password: string, cost: number): Promise<string>;
  compare(password: string, hashed: string): Promise<boolean>;
}

/** bcrypt works on Node's pool of four threads: the last one is for looking up host names and writing logs. */
const MAX_THREADS = 3;

interface HashingLimits {
  /** how many passwords are hashed at the same time */
  readonly concurrency: number;
  /** how many more may wait; further ones are refused with 503 */
  readonly maxQueue: number;
  /** how long each may wait for its turn, and then for its hash */
  readonly timeoutMs: number;
}

/** One core stays free for everything else. */
export const HASHING_LIMITS: HashingLimits = {
  concurrency: Math.max(1, Math.min(availableParallelism() - 1, MAX_THREADS)),
  maxQueue: 100,
  timeoutMs: 6_000,
};

/**
 * Hashes and compares passwords, a few at the same time: at cost 10 each takes about 55 ms of one core (measured
 * 2026-11-21 on two cores), and more would only take the cores from all other requests.
 */
export class Passwords {
  /** requests refused with 503 */
  refused = 0;
  private running = 0;
  /** in order of arrival */
  private readonly waiting = new Set<() => void>();
  /** An unknown e-mail is compared with this hash of no password, so that the answer takes as long as for a known one. */
  private readonly dummyHash: Promise<string>;

  constructor(
    private readonly limits: HashingLimits,
    private readonly bcrypt: Bcrypt = { hash, compare },
  ) {
    this.dummyHash = bcrypt.hash(randomUUID(), COST);
  }

  get queued(): number {
    return this.waiting.size;
  }

  /** @throws Unavailable when the queue is full, or the time limit is reached */
  hash(password: string): Promise<string> {
    return this.enqueue(() => this.bcrypt.hash(normalisedPassword(password), COST));
  }

  /**
   * Takes the same time with and without a hash, for a wrong password and for one that is too long. A password that is
   * not composed is compared as it is, too, if it does not match composed: until version 0.2 it was hashed like that.
   * @throws Unavailable when the queue is full, or the time limit is reached
   */
  matches(password: string, hashed: string | undefined): Promise<boolean> {
    return this.enqueue(async () => {
      const expected = hashed ?? (await this.dummyHash);
      for (const spelling of new Set([normalisedPassword(password), password])) {
        const same = await this.bcrypt.compare(spelling, expected);
        if (same && hashed !== undefined && fitsHash(spelling)) return true;
      }
      return false;
    });
  }

  /** A hash keeps its place until it has ended, also when its caller has reached the time limit before. */
  private async enqueue<T>(work: () => Promise<T>): Promise<T> {
    await this.acquire();
    const result = work().finally(() => {
      const [startNext] = this.waiting;
      if (startNext === undefined) this.running--;
      else startNext();
    });
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(this.refusal()), this.limits.timeoutMs);
      void result.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  private async acquire(): Promise<void> {
    if (this.running < this.limits.concurrency) {
      this.running++;
      return;
    }
    if (this.waiting.size >= this.limits.maxQueue) throw this.refusal();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(start);
        reject(this.refusal());
      }, this.limits.timeoutMs);
      const start = (): void => {
        this.waiting.delete(start);
        clearTimeout(timer);
        resolve();
      };
      this.waiting.add(start);
    });
  }

  private refusal(): Unavailable {
    this.refused++;
    return new Unavailable('The password check');
  }
}
