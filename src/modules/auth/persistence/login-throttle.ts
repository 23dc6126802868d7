import { createHmac, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { tooMany } from '#platform/limits/too-many';
import { RedisClients } from '#platform/redis/redis-clients';
import { derivedKey } from '#platform/security/derived-key';
import { type LoginAttempt, type AttemptOutcome, LoginAttemptCounter, throttleRules } from '../domain/login-attempt';
import { LoginAttemptsInMemory } from './login-attempts-in-memory';
import { LoginAttemptsInRedis } from './login-attempts-in-redis';

const FINGERPRINT_LENGTH = 16;

/** Whose password is tried, and from where. */
export interface PasswordAttempt {
  /** normalised; there need not be an account */
  readonly email: string;
  readonly network: string;
  /** of the living login that asks, if one does */
  readonly sessionId?: string;
}

/** A try that was let through and counted. */
export interface CountedAttempt {
  end(outcome: AttemptOutcome): Promise<void>;
}

/**
 * How often a password may be tried: counted in Redis for all instances. Each instance also counts for itself, and goes
 * by that while Redis is away or late; so of many tries at once, of which some find Redis late, no more slip through.
 */
@Injectable()
export class LoginThrottle {
  private readonly shared: LoginAttemptCounter;
  private readonly own: LoginAttemptCounter;
  private readonly key: KeyObject;

  constructor(config: Config, redis: RedisClients) {
    const rules = throttleRules(config.limits);
    this.shared = new LoginAttemptsInRedis(redis, rules);
    this.own = new LoginAttemptsInMemory(rules);
    this.key = derivedKey(config.secretKey, 'password-tries');
  }

  /** @throws DomainError TOO_MANY_REQUESTS */
  async count({ email, network, sessionId }: PasswordAttempt): Promise<CountedAttempt> {
    const guess: LoginAttempt = {
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
