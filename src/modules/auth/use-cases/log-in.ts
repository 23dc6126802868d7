import { Injectable } from '@nestjs/common';
import { normalisedEmail } from '../domain/email-address';
import { invalidCredentials } from '../domain/refusals';
import { AccountQueries } from '../persistence/account.queries';
import { SessionRepository } from '../persistence/session.repository';
import { CheckPassword } from './check-password';
import { IssueTokens, type Tokens } from './issue-tokens';

@Injectable()
export class LogIn {
  constructor(
    private readonly queries: AccountQueries,
    private readonly checkPassword: CheckPassword,
    private readonly sessions: SessionRepository,
    private readonly issueTokens: IssueTokens,
  ) {}

  async execute({ email, password }: { readonly email: string; readonly password: string }): Promise<Tokens> {
    const account = await this.queries.withEmail(normalisedEmail(email));
    if (!(await this.checkPassword.execute(account, password))) throw invalidCredentials();
    const login = account === undefined ? undefined : await this.sessions.open(account.accountId);
    if (login === undefined) throw invalidCredentials();
    return this.issueTokens.execute(login);
  }
}
