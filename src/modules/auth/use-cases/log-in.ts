import { Injectable } from '@nestjs/common';
import { invalidCredentials } from '../domain/refusals';
import { AccountQueries } from '../persistence/account.queries';
import { SessionRepository } from '../persistence/session.repository';
import { PasswordCheck } from '../passwords/password-check';
import { TokenIssuer, type Tokens } from '../sessions/token-issuer';

interface Credentials {
  readonly email: string;
  readonly password: string;
}

@Injectable()
export class LogIn {
  constructor(
    private readonly queries: AccountQueries,
    private readonly passwordCheck: PasswordCheck,
    private readonly sessions: SessionRepository,
    private readonly tokenIssuer: TokenIssuer,
  ) {}

  /** @param network from which the request came */
  async execute({ email, password }: Credentials, network: string): Promise<Tokens> {
    const found = await this.queries.withEmail(email);
    // An account that may not log in counts as unknown: a right password would reset the count of failures, and show.
    const account = found?.status === 'ACTIVE' ? found : undefined;
    if (!(await this.passwordCheck.isRight({ email, network }, account, password))) throw invalidCredentials();
    const login = account === undefined ? undefined : await this.sessions.open(account.accountId);
    if (login === undefined) throw invalidCredentials();
    return this.tokenIssuer.issue(login);
  }
}
