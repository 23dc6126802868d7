import { randomUUID } from 'node:crypto';
import { compare, hash } from 'bcrypt';
import { Unavailable } from '#platform/domain-error';
import { MOST_PASSWORD_BYTES } from './password-rule';

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
  private working = 0;
  private readonly waiting: (() => void)[] = [];
  /** of no password: what an unknown e-mail is compared with, so that time says nothing */
  private readonly nobodys: Promise<string>;

  /** @param limits how many are hashed at once, and how many more may wait before the next is told 503 */
  constructor(
    private readonly limits: { readonly atOnce: number; readonly waiting: number },
    private readonly bcrypt: Bcrypt = { hash, compare },
  ) {
    this.nobodys = bcrypt.hash(randomUUID(), COST);
  }

  /** @throws Unavailable when too many wait */
  hash(password: string): Promise<string> {
    return this.inTurn(() => this.bcrypt.hash(password, COST));
  }

  /**
   * Takes the same time whether there is a hash, whether it is this password's, and whether it is longer than any.
   * @throws Unavailable when too many wait
   */
  matches(password: string, hashed: string | undefined): Promise<boolean> {
    return this.inTurn(async () => {
      const same = await this.bcrypt.compare(password, hashed ?? (await this.nobodys));
      return same && hashed !== undefined && Buffer.byteLength(password) <= MOST_PASSWORD_BYTES;
    });
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.working < this.limits.atOnce) this.working++;
    else if (this.waiting.length >= this.limits.waiting) throw new Unavailable('The password check');
    else await new Promise<void>((begin) => this.waiting.push(begin));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.working--;
      else next();
    }
  }
}
