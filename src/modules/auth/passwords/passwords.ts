import { randomUUID } from 'node:crypto';
import { compare, hash } from 'bcrypt';
import { Unavailable } from '#platform/domain-error';
import { MOST_PASSWORD_BYTES } from '../domain/password-rule';

const COST = 10;

interface Bcrypt {
  hash(password: string, cost: number): Promise<string>;
  compare(password: string, hashed: string): Promise<boolean>;
}

/**
 * Hashes and checks passwords, a few at once: at cost 10 each takes about 55 ms of one core (measured 2026-11-21 on
 * two cores), and more at once would only take the cores from everybody else.
 */
export class Passwords {
  /** who was told 503 */
  refused = 0;
  private running = 0;
  /** in order of arrival */
  private readonly waiting = new Set<() => void>();
  /** of no password: what an unknown e-mail is compared with, so that time says nothing */
  private readonly dummyHash: Promise<string>;

  /**
   * @param limits how many are hashed at once, how many more may wait before the next is told 503, and how long each
   * waits for its turn, and then for its hash
   */
  constructor(
    private readonly limits: { readonly atOnce: number; readonly waiting: number; readonly patienceMs: number },
    private readonly bcrypt: Bcrypt = { hash, compare },
  ) {
    this.dummyHash = bcrypt.hash(randomUUID(), COST);
  }

  get queued(): number {
    return this.waiting.size;
  }

  /** @throws Unavailable when too many wait, or it takes too long */
  hash(password: string): Promise<string> {
    return this.enqueue(() => this.bcrypt.hash(password, COST));
  }

  /**
   * Takes the same time whether there is a hash, whether it is this password's, and whether it is longer than any.
   * @throws Unavailable when too many wait, or it takes too long
   */
  matches(password: string, hashed: string | undefined): Promise<boolean> {
    return this.enqueue(async () => {
      const same = await this.bcrypt.compare(password, hashed ?? (await this.dummyHash));
      return same && hashed !== undefined && Buffer.byteLength(password) <= MOST_PASSWORD_BYTES;
    });
  }

  /** The place of a hash is free again when it has ended, however long its caller waited for it. */
  private async enqueue<T>(work: () => Promise<T>): Promise<T> {
    await this.acquire();
    const working = work().finally(() => {
      const [next] = this.waiting;
      if (next === undefined) this.running--;
      else next();
    });
    return new Promise<T>((resolve, reject) => {
      const limit = setTimeout(() => reject(this.refusal()), this.limits.patienceMs);
      void working.then(resolve, reject).finally(() => clearTimeout(limit));
    });
  }

  private async acquire(): Promise<void> {
    if (this.running < this.limits.atOnce) {
      this.running++;
      return;
    }
    if (this.waiting.size >= this.limits.waiting) throw this.refusal();
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => {
        this.waiting.delete(begin);
        reject(this.refusal());
      }, this.limits.patienceMs);
      const begin = (): void => {
        this.waiting.delete(begin);
        clearTimeout(limit);
        resolve();
      };
      this.waiting.add(begin);
    });
  }

  private refusal(): Unavailable {
    this.refused++;
    return new Unavailable('The password check');
  }
}
