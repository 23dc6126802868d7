import { AccessTokens } from '#platform/security/access-tokens';
import type { Instance } from '../support/instance';
import type { Actor } from './fuzz-requests';

const ADMINISTRATOR = 1_000;
const BUYERS = 20;

/** The users of the shop. Their logins are inserted directly, because hashing passwords takes long. */
export class FuzzUsers {
  private members: readonly number[] = [];
  private readonly logins = new Map<number, string>();
  private loginCount = 0;

  constructor(private readonly instance: Instance) {}

  /** Logs in the administrator and the buyers, who have no accounts. */
  async logInInitialUsers(): Promise<void> {
    await this.logIn(Array.from({ length: BUYERS + 1 }, (_, index) => ADMINISTRATOR + index));
  }

  /** Logs in the users who have signed up. */
  async logInMembers(members: readonly number[]): Promise<void> {
    this.members = members;
    await this.logIn(members);
  }

  idOf({ role, nth }: Actor): number {
    if (role === 'member') return this.members[nth % this.members.length] ?? 0;
    return role === 'admin' ? ADMINISTRATOR : ADMINISTRATOR + 1 + (nth % BUYERS);
  }

  tokenOf(actor: Actor): string | undefined {
    const { role } = actor;
    if (role === 'anonymous') return undefined;
    if (role === 'forger') return 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.';
    const userId = this.idOf(actor);
    const sessionId = this.logins.get(userId) ?? '';
    const principal = { userId, role: role === 'admin' ? 'ADMIN' : 'USER', sessionId, generation: 0 } as const;
    return this.instance.app.get(AccessTokens).sign(principal).token;
  }

  async logIn(userIds: readonly number[]): Promise<void> {
    for (const userId of userIds) this.logins.set(userId, `login-${++this.loginCount}`);
    await this.instance.database.execute(
      `INSERT INTO sessions (session_id, account_id, expires_at)
       VALUES ${userIds.map(() => '(?, ?, NOW(3) + INTERVAL 1 DAY)').join(',')}`,
      userIds.flatMap((userId) => [this.logins.get(userId), userId]),
    );
  }
}
