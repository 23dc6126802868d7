import { Injectable } from '@nestjs/common';
import type { Account } from '../domain/account';
import { Passwords } from '../domain/passwords';

/** Every check of an account's password goes through here, so that all of them can be counted in one place. */
@Injectable()
export class CheckPassword {
  constructor(private readonly passwords: Passwords) {}

  /** No account: false, after the same time. */
  execute(account: Account | undefined, password: string): Promise<boolean> {
    return this.passwords.matches(password, account?.passwordHash);
  }
}
