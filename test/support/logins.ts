import type { Config } from '#platform/config/config';
import { AccessTokens } from '#platform/security/access-tokens';
import type { Ask } from './root-queries';
import { MachineClock } from './machine-clock';

export const ADMINISTRATOR = 1_000_000;
const USERS = 5_000;
/** Tokens live for fifteen minutes; a longer run must not come to their end with one in its hands. */
const RENEWED_AFTER_MS = 10 * 60_000;

/** Users who are logged in from the start, without an account behind it: hashing their passwords would take long. */
export class Logins {
  private readonly tokens = new Map<number, { readonly token: string; readonly signedAt: number }>();
  private readonly signer: AccessTokens;

  constructor(config: Config) {
    this.signer = new AccessTokens(config, new MachineClock());
  }

  async begin(ask: Ask): Promise<void> {
    const users = [ADMINISTRATOR, ...Array.from({ length: USERS }, (_, index) => index + 1)];
    await ask('INSERT INTO sessions (session_id, account_id, expires_at) VALUES ?', [
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
