import { createHmac, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { tooMany } from '#platform/limits/rate-limit';
import { RedisClients } from '#platform/redis/redis-clients';
import { derivedKey } from '#platform/security/derived-key';
import { AuthConfig } from '../auth.config';
import { type AttemptOutcome, type LoginAttempt, LoginAttemptCounter, throttleRules } from '../domain/login-attempt';
import { normalisedEmail } from '../domain/sign-up-rules';
import { LoginAttemptsInMemory } from './login-attempts-in-memory';
import { LoginAttemptsInRedis } from './login-attempts-in-redis';

const FINGERPRINT_LENGTH = 16;

/** Whose password is checked, and where the request comes from. */
export interface PasswordAttempt {
  /** in any spelling; there need not be an account */
  readonly email: string;
  readonly network: string;
  /** of the caller's live session, if there is one */
  readonly sessionId?: string;
}

/** An attempt that was admitted, and counted as a failure until it ends. */
export interface CountedAttempt {
  end(outcome: AttemptOutcome): Promise<void>;
}

/**
 * Delays attempts at a password after too many wrong ones, counted in Redis for all instances. Each instance counts for
 * itself as well, and uses its own count while Redis is not available or late: of many attempts in parallel, some of
 * which find Redis late, no more are admitted.
 */
@Injectable()
export class LoginThrottle {
  private readonly shared: LoginAttemptCounter;
  private readonly local: LoginAttemptCounter;
  private readonly key: KeyObject;

  constructor(config: Config, limits: AuthConfig, redis: RedisClients) {
    const rules = throttleRules(limits);
    this.shared = new LoginAttemptsInRedis(redis, rules);
    this.local = new LoginAttemptsInMemory(rules);
    this.key = derivedKey(config.secretKey, 'login-attempts');
  }

  /** @throws DomainError TOO_MANY_REQUESTS */
  async count({ email, network, sessionId }: PasswordAttempt): Promise<CountedAttempt> {
    const attempt: LoginAttempt = {
      account: this.fingerprint(normalisedEmail(email)),
      network: this.fingerprint(network),
      session: sessionId === undefined ? undefined : this.fingerprint(sessionId),
    };
    const [local, shared] = await Promise.all([
      this.local.begin(attempt),
      this.shared.begin(attempt).catch(() => undefined),
    ]);
    const { delay } = shared ?? local;
    if (delay > 0) throw tooMany(delay / 1_000);
    return {
      end: async (outcome) => {
        await this.local.end(attempt, local, outcome);
        if (shared !== undefined) await this.shared.end(attempt, shared, outcome).catch(() => undefined);
      },
    };
  }

  private fingerprint(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url').slice(0, FINGERPRINT_LENGTH);
  }
}
