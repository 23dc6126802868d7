import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { AuthConfig } from '../auth.config';
import { isEmailAddress, normalisedEmail } from '../domain/email-address';
import { keepsPasswordRule, PASSWORD_RULE } from '../domain/password-rule';
import { AccountQueries } from '../persistence/account.queries';
import { SignUp } from './sign-up';

const NAME = 'Administrator';
/** Another instance that starts at once may take the e-mail, or be rolled back, between two looks. */
const LOOKS = 5;

/**
 * Creates the administrator that the configuration names, unless that account is there. Never changes one. Instances
 * that start at once find one another's PENDING account and complete it together: each step of a sign-up can be
 * repeated by anybody.
 */
@Injectable()
export class EnsureFirstAdministrator implements OnApplicationBootstrap {
  constructor(
    private readonly config: AuthConfig,
    private readonly queries: AccountQueries,
    private readonly signUp: SignUp,
  ) {}

  /** @throws Error, which stops the start */
  async onApplicationBootstrap(): Promise<void> {
    const first = this.config.firstAdministrator;
    if (first === undefined) return;
    if (!isEmailAddress(first.email)) throw new Error('ADMIN_EMAIL must be an e-mail address');
    if (!keepsPasswordRule(first.password)) throw new Error(`ADMIN_PASSWORD ${PASSWORD_RULE}`);
    for (let look = 1; !(await this.isThere(first)); look++) {
      if (look === LOOKS) throw new Error('The first administrator could not be created');
    }
  }

  private async isThere({ email, password }: { email: string; password: string }): Promise<boolean> {
    const account = await this.queries.withEmail(normalisedEmail(email));
    if (account !== undefined && account.role !== 'ADMIN') {
      throw new Error('The account with the e-mail in ADMIN_EMAIL is not an administrator');
    }
    if (account !== undefined && account.status !== 'PENDING') return true;
    try {
      if (account !== undefined) await this.signUp.complete(account);
      else await this.signUp.execute({ email, password, name: NAME, role: 'ADMIN' });
      return true;
    } catch (error) {
      if (error instanceof DomainError && ['EMAIL_TAKEN', 'SIGNUP_FAILED'].includes(error.code)) return false;
      throw error;
    }
  }
}
