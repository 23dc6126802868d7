import { Injectable } from '@nestjs/common';
import { UserClient } from '#user';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { withTimeout } from '#platform/timing/with-timeout';
import { type Account, profileOf } from '../domain/account';
import { normalisedEmail, normalisedName } from '../domain/sign-up-rules';
import { Passwords } from '../passwords/passwords';
import { emailTaken, signUpFailed } from '../domain/refusals';
import { SignUpBegun } from '../domain/sign-up.events';
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
 * Account and profile exist together or not at all. The account is stored PENDING, with an event that is handled ten
 * seconds later; a PENDING account cannot log in. Then the profile is registered (version 1), then PENDING becomes
 * ACTIVE.
 * - The profile fails, or takes too long: PENDING becomes ROLLED_BACK, the e-mail is free at once, and the event of the
 *   roll-back removes the profile (version 2), retried until it succeeds.
 * - The process dies before ACTIVE: `RollBackOverdueSignUp` rolls back in the same way. If it dies after ACTIVE, the
 *   handler finds nothing to do.
 * - The process freezes for longer than ten seconds: one of the two compare-and-sets wins. If it is the roll-back, the
 *   sign-up fails when it wakes. A registration that it sends only then is older than the removal and changes nothing;
 *   one that was already on its way is removed.
 * - The roll-back itself cannot be stored: the handler does it; until then the e-mail is taken.
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
    if ((await this.queries.withEmail(command.email)) !== undefined) throw emailTaken();
    const passwordHash = await this.passwords.hash(password);
    const account = await this.accounts.add({ email, name, role, passwordHash });
    await this.complete(account);
    return { authId: account.accountId, email, name };
  }

  /** Gives a PENDING account its profile and makes it ACTIVE, or undoes both. Any instance may repeat it. */
  async complete(account: Account): Promise<void> {
    try {
      await withTimeout(
        PROFILE_LIMIT_MS,
        this.users.register(profileOf(account)),
        () => new Error('The profile was not registered in time'),
      );
    } catch (error) {
      await this.accounts.rollBack([account.accountId]);
      throw signUpFailed(error);
    }
    if (!(await this.accounts.activate(account.accountId))) throw signUpFailed();
  }
}

/** An account that is still PENDING by now has lost its process, or its sign-up is about to lose the compare-and-set. */
@Injectable()
export class RollBackOverdueSignUp extends EventHandler<{ accountId: number }> {
  readonly event = SignUpBegun;
  readonly name = 'auth.roll-back-overdue-sign-up';

  constructor(private readonly accounts: AccountRepository) {
    super();
  }

  async handle(batch: EventBatch<{ accountId: number }>): Promise<void> {
    const accountIds = batch.events.map(({ accountId }) => accountId);
    await this.accounts.rollBack(accountIds, (tx) => batch.complete(tx));
  }
}
