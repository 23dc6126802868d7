import { Injectable } from '@nestjs/common';
import type { Account } from '../domain/account';
import { Passwords } from './passwords';
import { type PasswordAttempt, LoginThrottle } from './login-throttle';

/** Every check of an account's password goes through here, so that all of them count in one limit. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly throttle: LoginThrottle,
    private readonly passwords: Passwords,
  ) {}

  /**
   * No account: false, after the same time.
   * @throws DomainError TOO_MANY_REQUESTS after too many wrong ones; then nothing is checked
   * @throws Unavailable when too many wait for their check
   */
  async execute(attempt: PasswordAttempt, account: Account | undefined, password: string): Promise<boolean> {
    // Counted as wrong before it is looked at: of many at once, only as many slip through as one after the other.
    const counted = await this.throttle.count(attempt);
    let isChecked = false;
    let isRight = false;
    try {
      isRight = await this.passwords.matches(password, account?.passwordHash);
      isChecked = true;
      return isRight;
    } finally {
      if (isRight || !isChecked) await counted.end(isRight ? 'right' : 'unchecked');
    }
  }
}
