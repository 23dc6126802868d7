import { Injectable } from '@nestjs/common';
import type { Account } from '../domain/account';
import { Passwords } from './passwords';
import { type PasswordAttempt, LoginThrottle } from './login-throttle';

/** Every comparison of an account's password goes through here, so that all of them share one limit. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly throttle: LoginThrottle,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Returns false without an account, after the same time.
   * @throws DomainError TOO_MANY_REQUESTS after too many wrong passwords; this one is not compared then
   * @throws Unavailable when too many passwords wait to be hashed
   */
  async isRight(attempt: PasswordAttempt, account: Account | undefined, password: string): Promise<boolean> {
    // Counted as wrong before it is compared, so that attempts in parallel get no further than one after the other.
    const counted = await this.throttle.count(attempt);
    let compared = false;
    let right = false;
    try {
      right = await this.passwords.matches(password, account?.passwordHash);
      compared = true;
      return right;
    } finally {
      if (right || !compared) await counted.end(right ? 'right' : 'unchecked');
    }
  }
}
