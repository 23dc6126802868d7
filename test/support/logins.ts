import type { Config } from '#platform/config/config';
import type { Database } from '#platform/database/database';
import { DatabaseClock } from '#platform/database/database-clock';
import { AccessTokens } from '#platform/security/access-tokens';
import type { SqlQuery } from './root-queries';

export const ADMINISTRATOR = 1_000_000;
const USERS = 5_000;
/** Tokens expire after fifteen minutes; a longer run needs new ones before. */
const RENEWED_AFTER_MS = 10 * 60_000;

/** This machine's clock instead of the database's: the process that signs tokens has no database connection. */
class LocalClock extends DatabaseClock {
  constructor() {
    super(undefined as unknown as Database);
  }

  override now(): Date {
    return new Date();
  }
}

/** Users with a live login, but without an account: hashing their passwords would take long. */
export class Logins {
  private readonly tokens = new Map<number, { readonly token: string; readonly signedAt: number }>();
  private readonly signer: AccessTokens;

  constructor(config: Config) {
    this.signer = new AccessTokens(config, new LocalClock());
  }

  async store(query: SqlQuery): Promise<void> {
    const users = [ADMINISTRATOR, ...Array.from({ length: USERS }, (_, index) => index + 1)];
    await query('INSERT INTO sessions (session_id, account_id, expires_at) VALUES ?', [
      users.map((userId) => [loginOf(userId), userId, new Date(Date.now() + 86_400_000)]),
    ]);
  }

  tokenOf(userId: number): string {
    const known = this.tokens.get(userId);
    if (known !== undefined && performance.now() - known.signedAt < RENEWED_AFTER_MS) return known.token;
    const role = userId === ADMINISTRATOR ? 'ADMIN' : 'USER';
    const { token } = this.signer.sign({ userId, role, sessionId: loginOf(userId), generation: 0 });
    this.tokens.set(userId, { token, signedAt: performance.now() });
    return token;
  }
}

const loginOf = (userId: number): string => `login-of-${userId}`;
