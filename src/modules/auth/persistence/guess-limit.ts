import { createHmac, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { tooMany } from '#platform/limits/too-many';
import { RedisClients } from '#platform/redis/redis-clients';
import { derivedKey } from '#platform/security/derived-key';
import { type Guess, type GuessOutcome, Guesses, guessRules } from '../domain/guess';
import { GuessesInMemory } from './guesses-in-memory';
import { GuessesInRedis } from './guesses-in-redis';

const FINGERPRINT_LENGTH = 16;

/** Whose password is tried, and from where. */
export interface Attempt {
  /** normalised; there need not be an account */
  readonly email: string;
  readonly network: string;
  /** of the living login that asks, if one does */
  readonly sessionId?: string;
}

/** A try that was let through and counted. */
export interface Counted {
  end(outcome: GuessOutcome): Promise<void>;
}

/**
 * How often a password may be tried: counted in Redis for all instances. Each instance also counts for itself, and goes
 * by that while Redis is away or late; so of many tries at once, of which some find Redis late, no more slip through.
 */
@Injectable()
export class GuessLimit {
  private readonly shared: Guesses;
  private readonly own: Guesses;
  private readonly key: KeyObject;

  constructor(config: Config, redis: RedisClients) {
    const rules = guessRules(config.limits);
    this.shared = new GuessesInRedis(redis, rules);
    this.own = new GuessesInMemory(rules);
    this.key = derivedKey(config.secretKey, 'password-tries');
  }

  /** @throws DomainError TOO_MANY_REQUESTS */
  async count({ email, network, sessionId }: Attempt): Promise<Counted> {
    const guess: Guess = {
      account: this.fingerprint(email),
      network: this.fingerprint(network),
      login: sessionId === undefined ? undefined : this.fingerprint(sessionId),
    };
    const [here, everywhere] = await Promise.all([
      this.own.begin(guess),
      this.shared.begin(guess).catch(() => undefined),
    ]);
    const { wait } = everywhere ?? here;
    if (wait > 0) throw tooMany(wait / 1_000);
    return {
      end: async (outcome) => {
        await this.own.end(guess, here, outcome);
        if (everywhere !== undefined) await this.shared.end(guess, everywhere, outcome).catch(() => undefined);
      },
    };
  }

  private fingerprint(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url').slice(0, FINGERPRINT_LENGTH);
  }
}
