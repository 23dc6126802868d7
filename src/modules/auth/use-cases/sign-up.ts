import { Injectable } from '@nestjs/common';
import { UserClient } from '#user';
import { withTimeout } from '#platform/timing/with-timeout';
import { type Account, profileOf } from '../domain/account';
import { normalisedEmail } from '../domain/email-address';
import { Passwords } from '../passwords/passwords';
import { normalisedName } from '../domain/person-name';
import { emailTaken, signUpFailed } from '../domain/refusals';
import { AccountQueries } from '../persistence/account.queries';
import { AccountRepository } from '../persistence/account.repository';

const PROFILE_LIMIT_MS = 5_000;

interface SignUpCommand {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role?: Account['role'];
}

export interface SignedUp {
  readonly authId: number;
  readonly email: string;
  readonly name: string;
}

/**
 * Account and profile exist together or not at all. The account is stored PENDING together with a delivery that comes
 * ten seconds later; PENDING cannot log in. Then the profile is registered (version 1), then PENDING becomes ACTIVE.
 * - The profile fails, or takes too long: PENDING becomes ROLLED_BACK, the e-mail is free at once, and the fact of it
 *   removes the profile (version 2) for as long as that takes.
 * - The process dies anywhere before ACTIVE: the late delivery rolls back in the same way. If it dies after ACTIVE, the
 *   delivery finds nothing to do.
 * - The process freezes for longer than the delivery waits: one of the two compare-and-sets wins. If the roll-back
 *   does, the sign-up wakes as the loser and fails. A registration that it sends only now is older than the removal
 *   and changes nothing; one that was on its way is removed.
 * - The roll-back itself cannot be written: the late delivery does it; until then the e-mail is taken.
 */
@Injectable()
export class SignUp {
  constructor(
    private readonly queries: AccountQueries,
    private readonly passwords: Passwords,
    private readonly accounts: AccountRepository,
    private readonly users: UserClient,
  ) {}

  async execute({ password, role = 'USER', ...command }: SignUpCommand): Promise<SignedUp> {
    const email = normalisedEmail(command.email);
    const name = normalisedName(command.name);
    if ((await this.queries.withEmail(email)) !== undefined) throw emailTaken();
    const passwordHash = await this.passwords.hash(password);
    const account = await this.accounts.add({ email, name, role, passwordHash });
    await this.complete(account);
    return { authId: account.accountId, email, name };
  }

  /** Gives a PENDING account its profile and makes it ACTIVE, or undoes both. Can be repeated by anybody. */
  async complete(account: Account): Promise<void> {
    try {
      await withTimeout(
        PROFILE_LIMIT_MS,
        this.users.register(profileOf(account)),
        () => new Error('The profile is late'),
      );
    } catch (error) {
      await this.accounts.rollBack([account.accountId]);
      throw signUpFailed(error);
    }
    if (!(await this.accounts.activate(account.accountId))) throw signUpFailed();
  }
}
