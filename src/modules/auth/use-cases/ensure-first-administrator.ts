import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { AuthConfig } from '../auth.config';
import { emailViolation, PASSWORD_RULE, passwordViolation } from '../domain/sign-up-rules';
import { AccountQueries } from '../persistence/account.queries';
import { SignUp } from './sign-up';

const NAME = 'Administrator';
/** Another instance that starts at the same time may take the e-mail, or be rolled back, between two attempts. */
const MAX_ATTEMPTS = 5;

/**
 * Creates the administrator that the configuration names, unless the account exists; an existing one is never changed.
 * Instances that start at the same time find one another's PENDING account and complete it together: any instance may
 * repeat any step of a sign-up.
 */
@Injectable()
export class EnsureFirstAdministrator implements OnApplicationBootstrap {
  constructor(
    private readonly config: AuthConfig,
    private readonly queries: AccountQueries,
    private readonly signUp: SignUp,
  ) {}

  /** @throws Error that stops the start */
  async onApplicationBootstrap(): Promise<void> {
    const first = this.config.firstAdministrator;
    if (first === undefined) return;
    if (emailViolation(first.email) !== undefined) throw new Error('ADMIN_EMAIL must be an e-mail address');
    if (passwordViolation(first.password) !== undefined) throw new Error(`ADMIN_PASSWORD ${PASSWORD_RULE}`);
    for (let attempt = 1; !(await this.ensure(first)); attempt++) {
      if (attempt === MAX_ATTEMPTS) throw new Error('The first administrator could not be created');
    }
  }

  private async ensure({ email, password }: { email: string; password: string }): Promise<boolean> {
    const account = await this.queries.withEmail(email);
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
