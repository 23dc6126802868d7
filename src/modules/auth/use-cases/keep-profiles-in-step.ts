import { Injectable } from '@nestjs/common';
import { UserClient } from '#user';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { type AccountChange, AccountRestored, AccountWithdrawn, RoleChanged } from '../auth.contract';
import { profileOf } from '../domain/account';
import { SignUpRolledBack } from '../domain/sign-up.events';
import { AccountQueries } from '../persistence/account.queries';

/**
 * Makes profiles follow their accounts. An event says only which account changed; the account is read when the event
 * is handled, and its state of that moment is written with the version of that moment. So the order does not matter:
 * - The event is handled late (its instance died, or it was a dead letter), and the account has changed since: the
 *   profile skips to the newest state, and the later events find it done. An account that was restored and withdrawn
 *   again is not shown in between.
 * - The event is handled twice: the second time writes the same version, which changes nothing.
 * - The account changes between the read and the write here, and the handler of that change writes first: the profile
 *   has the newer version by then, and refuses this one.
 * - The read cannot be older than the event: they committed together, and replicas are never used.
 * - The sign-up was rolled back: the account keeps no personal data, and the profile is removed with the version of the
 *   event. A registration that is still under way is older, and does not bring it back.
 */
@Injectable()
export class KeepProfilesInStep {
  constructor(
    private readonly accounts: AccountQueries,
    private readonly users: UserClient,
  ) {}

  async execute(changes: readonly AccountChange[]): Promise<void> {
    for (const { userId, version } of changes) {
      const account = await this.accounts.find(userId);
      if (account === undefined) await this.users.remove(userId, version);
      else if (account.status === 'ACTIVE') await this.users.restore(profileOf(account));
      else if (account.status === 'WITHDRAWN') await this.users.withdraw(userId, account.version);
    }
  }
}

/** Has no change of its own to commit: the calls to the profiles may be repeated. */
@Injectable()
abstract class ProfileHandler extends EventHandler<AccountChange> {
  constructor(private readonly profiles: KeepProfilesInStep) {
    super();
  }

  handle({ events }: EventBatch<AccountChange>): Promise<void> {
    return this.profiles.execute(events);
  }
}

@Injectable()
class RemoveProfile extends ProfileHandler {
  override readonly event = SignUpRolledBack;
  override readonly name = 'auth.remove-profile';
}

@Injectable()
class WithdrawProfile extends ProfileHandler {
  override readonly event = AccountWithdrawn;
  override readonly name = 'auth.withdraw-profile';
}

@Injectable()
class RestoreProfile extends ProfileHandler {
  override readonly event = AccountRestored;
  override readonly name = 'auth.restore-profile';
}

@Injectable()
class ChangeProfile extends ProfileHandler {
  override readonly event = RoleChanged;
  override readonly name = 'auth.change-profile';
}

export const profileHandlers = [RemoveProfile, WithdrawProfile, RestoreProfile, ChangeProfile];
