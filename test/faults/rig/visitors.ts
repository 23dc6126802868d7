import { setTimeout as pause } from 'node:timers/promises';
import { callerAt } from '../../support/caller';
import type { InstanceProcess } from './instance-process';
import type { SqlQuery } from '../../support/root-queries';
import type { Randomness } from './randomness';
import { until } from '../../servers/until';

interface Visiting {
  readonly instances: readonly InstanceProcess[];
  readonly random: Randomness;
  readonly query: SqlQuery;
}

/** A login, and what its owner knows of its end. */
interface Login {
  readonly token: string;
  readonly sessionId: string;
  /** on the monotonic clock of this process; Infinity until a logout was confirmed */
  endedAt: number;
  /** a logout was requested, so the login may have ended */
  leaving: boolean;
}

type Access = 'accepted' | 'refused' | 'unknown';

const PASSWORD = 'password123';
const CALL_LIMIT_MS = 15_000;
/** After this time a revocation must hold on every instance. */
const REVOKED_WITHIN_MS = 1_000;
const HEALING_LIMIT_MS = 30_000;

/**
 * Simulated users who log in, send requests and log out, while one stays logged in. A token must be refused on every
 * instance once its logout was confirmed, and accepted everywhere before.
 */
export class Visitors {
  readonly complaints = new Set<string>();
  readonly counts = {
    logins: 0,
    logouts: 0,
    'logouts in doubt': 0,
    'requests of live logins': 0,
    'requests of revoked logins': 0,
  };
  private readonly logins: Login[] = [];
  private readonly running: Promise<void>[] = [];
  private stopped = false;

  private constructor(private readonly visiting: Visiting) {}

  /** Creates the accounts through the API, so that passwords, logins and tokens are real. */
  static async open(visiting: Visiting, people: number): Promise<Visitors> {
    const visitors = new Visitors(visiting);
    const emails = Array.from({ length: people }, (_, number) => `visitor-${number}@example.com`);
    for (const email of emails) await visitors.signUp(email);
    const [staying] = emails;
    await visitors.logIn(staying as string);
    visitors.running.push(...emails.map((email) => visitors.logInAndOut(email)), visitors.watch());
    return visitors;
  }

  /** Resolves when all users have logged out; all faults must have ended before. */
  async stop(): Promise<string[]> {
    this.stopped = true;
    await Promise.all(this.running);
    for (const login of this.logins) await this.verify(login);
    return [...this.complaints];
  }

  private async signUp(email: string): Promise<void> {
    const body = { email, name: '손님', password: PASSWORD };
    await until(async () => [201, 409].includes((await this.post('/api/auth/signup', body)).status), {
      what: `${email} has an account`,
      limitMs: HEALING_LIMIT_MS,
    });
  }

  private async logInAndOut(email: string): Promise<void> {
    while (!this.stopped) {
      const login = await this.logIn(email);
      if (login !== undefined) {
        await this.check(login);
        await this.logOut(login);
      }
      await pause(this.visiting.random.between(100, 600));
    }
  }

  private async logIn(email: string): Promise<Login | undefined> {
    const { status, body } = await this.post('/api/auth/login', { email, password: PASSWORD });
    if (status !== 200) return undefined;
    this.counts.logins++;
    const token = (body as { accessToken: string }).accessToken;
    const claims = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as { sid: string };
    const login = { token, sessionId: claims.sid, endedAt: Infinity, leaving: false };
    this.logins.push(login);
    return login;
  }

  /** Repeats the logout until an answer confirms it, as a client does. */
  private async logOut(login: Login): Promise<void> {
    login.leaving = true;
    while (!this.stopped || login.endedAt === Infinity) {
      const { status } = await this.post('/api/auth/logout', { password: PASSWORD }, login.token);
      if (status === 204 || status === 401) {
        this.counts.logouts++;
        login.endedAt = performance.now();
        return;
      }
      this.counts['logouts in doubt']++;
      await pause(this.visiting.random.between(50, 300));
    }
  }

  /** Keeps trying old and new tokens on every instance. */
  private async watch(): Promise<void> {
    while (!this.stopped) {
      const recent = this.logins.slice(-6);
      for (const login of [this.logins[0], ...recent, this.visiting.random.oneOf(this.logins)]) {
        if (login !== undefined) await this.check(login);
      }
      await pause(20);
    }
  }

  private async check(login: Login): Promise<void> {
    await Promise.all(
      this.visiting.instances.map(async (instance) => {
        const revoked = performance.now() - login.endedAt > REVOKED_WITHIN_MS;
        const access = await accessAt(instance, login.token);
        if (revoked) this.counts['requests of revoked logins']++;
        else this.counts['requests of live logins']++;
        if (revoked && access === 'accepted') this.complain(login, 'was accepted after its logout', instance);
        if (!login.leaving && access === 'refused') this.complain(login, 'is live, and was refused', instance);
      }),
    );
  }

  /** After all faults, every instance agrees with the database. */
  private async verify(login: Login): Promise<void> {
    const [row] = await this.visiting.query<{ revoked: number }>(
      'SELECT revoked_at IS NOT NULL AS revoked FROM sessions WHERE session_id = ?',
      [login.sessionId],
    );
    const isRevoked = row?.revoked === 1;
    if (!isRevoked && login.endedAt < Infinity) this.complaints.add(`login ${login.sessionId}: its logout was lost`);
    for (const instance of this.visiting.instances) {
      const access = await accessAt(instance, login.token);
      if (isRevoked && access !== 'refused') this.complain(login, `is revoked, and was ${access}`, instance);
      if (!isRevoked && access !== 'accepted') this.complain(login, `is live, and was ${access} in the end`, instance);
    }
  }

  private complain(login: Login, what: string, instance: InstanceProcess): void {
    this.complaints.add(`login ${login.sessionId}: ${what} by ${instance.name}`);
  }

  private async post(path: string, body: object, token?: string): Promise<{ status: number; body: unknown }> {
    const instance = this.visiting.random.oneOf(this.visiting.instances);
    return callerAt(instance.address, token)
      .post(path, body)
      .catch(() => ({ status: 0, body: undefined }));
  }
}

async function accessAt(instance: InstanceProcess, token: string): Promise<Access> {
  try {
    const answer = await fetch(`${instance.address}/api/orders`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
    await answer.arrayBuffer();
    if (answer.status === 401) return 'refused';
    return answer.status === 200 ? 'accepted' : 'unknown';
  } catch {
    return 'unknown';
  }
}
