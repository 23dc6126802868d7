import { setTimeout as pause } from 'node:timers/promises';
import { callerAt } from '../../support/caller';
import type { InstanceProcess } from './instance-process';
import type { Ask } from '../../support/root-queries';
import type { Randomness } from './randomness';
import { until } from '../../servers/until';

interface Visiting {
  readonly instances: readonly InstanceProcess[];
  readonly random: Randomness;
  readonly ask: Ask;
}

/** A login and what its owner was told of its end. */
interface Login {
  readonly token: string;
  readonly sessionId: string;
  /** by the process's own clock; Infinity until a logout was answered */
  endedAt: number;
  /** a logout was asked for: it may have ended, told or not */
  leaving: boolean;
}

type Seen = 'let in' | 'refused' | 'unknown';

const PASSWORD = 'password123';
const CALL_LIMIT_MS = 15_000;
/** What a revocation may take until it holds everywhere. */
const REVOKED_WITHIN_MS = 1_000;
const HEALING_LIMIT_MS = 30_000;

/**
 * People who log in, look around and log out, while some stay: whoever was told that he is out must stay out, on
 * every instance, and whoever stays must not be thrown out.
 */
export class Visitors {
  readonly complaints = new Set<string>();
  readonly counts = { logins: 0, logouts: 0, 'logouts in doubt': 0, 'looks of the living': 0, 'looks of the dead': 0 };
  private readonly logins: Login[] = [];
  private readonly running: Promise<void>[] = [];
  private stopped = false;

  private constructor(private readonly visiting: Visiting) {}

  /** Accounts are made through the API, so that each run has real passwords, logins and tokens. */
  static async open(visiting: Visiting, people: number): Promise<Visitors> {
    const visitors = new Visitors(visiting);
    const emails = Array.from({ length: people }, (_, number) => `visitor-${number}@example.com`);
    for (const email of emails) await visitors.signUp(email);
    const [resident] = emails;
    await visitors.logIn(resident as string);
    visitors.running.push(...emails.map((email) => visitors.comeAndGo(email)), visitors.watch());
    return visitors;
  }

  /** Ends when everybody has gone; everything must have been healed before. */
  async stop(): Promise<string[]> {
    this.stopped = true;
    await Promise.all(this.running);
    for (const login of this.logins) await this.judge(login);
    return [...this.complaints];
  }

  private async signUp(email: string): Promise<void> {
    const body = { email, name: '손님', password: PASSWORD };
    await until(async () => [201, 409].includes((await this.post('/api/auth/signup', body)).status), {
      what: `${email} has an account`,
      limitMs: HEALING_LIMIT_MS,
    });
  }

  private async comeAndGo(email: string): Promise<void> {
    while (!this.stopped) {
      const login = await this.logIn(email);
      if (login !== undefined) {
        await this.look(login);
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

  /** Until it is known that he is out: an answer in doubt is asked for again, as anybody would. */
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

  /** Somebody who tries old and new tokens at every door, all the time. */
  private async watch(): Promise<void> {
    while (!this.stopped) {
      const recent = this.logins.slice(-6);
      for (const login of [this.logins[0], ...recent, this.visiting.random.oneOf(this.logins)]) {
        if (login !== undefined) await this.look(login);
      }
      await pause(20);
    }
  }

  private async look(login: Login): Promise<void> {
    await Promise.all(
      this.visiting.instances.map(async (instance) => {
        const dead = performance.now() - login.endedAt > REVOKED_WITHIN_MS;
        const seen = await seenAt(instance, login.token);
        if (dead) this.counts['looks of the dead']++;
        else this.counts['looks of the living']++;
        if (dead && seen === 'let in') this.complain(login, 'was let in after its logout', instance);
        if (!login.leaving && seen === 'refused') this.complain(login, 'lives, and was refused', instance);
      }),
    );
  }

  /** When all is well again, the doors and the database agree. */
  private async judge(login: Login): Promise<void> {
    const [row] = await this.visiting.ask<{ revoked: number }>(
      'SELECT revoked_at IS NOT NULL AS revoked FROM sessions WHERE session_id = ?',
      [login.sessionId],
    );
    const isOut = row?.revoked === 1;
    if (!isOut && login.endedAt < Infinity) this.complaints.add(`login ${login.sessionId}: its logout was lost`);
    for (const instance of this.visiting.instances) {
      const seen = await seenAt(instance, login.token);
      if (isOut && seen !== 'refused') this.complain(login, `is ended, and was ${seen}`, instance);
      if (!isOut && seen !== 'let in') this.complain(login, `lives, and was ${seen} in the end`, instance);
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

async function seenAt(instance: InstanceProcess, token: string): Promise<Seen> {
  try {
    const answer = await fetch(`${instance.address}/api/orders`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
    await answer.arrayBuffer();
    if (answer.status === 401) return 'refused';
    return answer.status === 200 ? 'let in' : 'unknown';
  } catch {
    return 'unknown';
  }
}
