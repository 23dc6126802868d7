import createClient, { type Client } from 'openapi-fetch';
import { answerOf, ShopError } from './problem.js';
import type { components, paths } from './schema.js';

type Tokens = components['schemas']['TokensView'];
type Credentials = components['schemas']['LogInDto'];

/** Where a login outlives the page. What it keeps is worth a login: nowhere that others can read. */
export interface LoginStore {
  read(): string | undefined;
  /** @param refreshToken `undefined` when the login is over */
  write(refreshToken: string | undefined): void;
  /** Runs `work` while nobody else who shares this store does: a refresh token can be spent once. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** For as long as the process lives. */
export class LoginInMemory implements LoginStore {
  private refreshToken: string | undefined;
  private last: Promise<unknown> = Promise.resolve();

  read(): string | undefined {
    return this.refreshToken;
  }

  write(refreshToken: string | undefined): void {
    this.refreshToken = refreshToken;
  }

  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const run = this.last.then(work);
    this.last = run.catch(() => undefined);
    return run;
  }
}

/** Renewed that long before it ends, so that a request does not meet the end on its way. */
const RENEWED_BEFORE_END_MS = 10_000;

/**
 * A login and its tokens. The access token is in memory only, and is renewed in silence when it ends or is refused.
 * The login is over when the shop refuses its refresh token, and only then: an answer that did not come ends nothing.
 */
export class Login {
  private readonly tokens: Client<paths>;
  private access: { readonly token: string; readonly until: number } | undefined;
  private renewing: Promise<string | undefined> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    baseUrl: string,
    private readonly store: LoginStore,
  ) {
    this.tokens = createClient<paths>({ baseUrl });
  }

  get exists(): boolean {
    return this.store.read() !== undefined;
  }

  /** Calls `heard` whenever a login has begun or ended; answers how to stop that. */
  onChange(heard: () => void): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  /** @throws ShopError INVALID_CREDENTIALS, TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE */
  async logIn(credentials: Credentials): Promise<void> {
    this.keep(await answerOf(this.tokens.POST('/api/auth/login', { body: credentials })));
    this.tell();
  }

  /** Forgets the login here; `POST /api/auth/logout` ends it for everybody. */
  forget(): void {
    this.access = undefined;
    this.store.write(undefined);
    this.tell();
  }

  /** Somebody else who shares the store has logged in or out there. */
  changedElsewhere(): void {
    this.access = undefined;
    this.tell();
  }

  /** An access token that is good for now, or nothing when there is no login. */
  async accessToken(): Promise<string | undefined> {
    if (!this.exists) return undefined;
    if (this.access !== undefined && Date.now() < this.access.until) return this.access.token;
    return this.renew(this.access?.token);
  }

  /**
   * A token in place of `refused`; nothing when the login is over.
   * @throws ShopError when the shop cannot say now
   */
  renew(refused: string | undefined): Promise<string | undefined> {
    if (this.access !== undefined && this.access.token !== refused) return Promise.resolve(this.access.token);
    this.renewing ??= this.store
      .alone(() => this.spend())
      .finally(() => {
        this.renewing = undefined;
      });
    return this.renewing;
  }

  /** The newest refresh token of the store: another page may have spent the one that we knew. */
  private async spend(): Promise<string | undefined> {
    const refreshToken = this.store.read();
    if (refreshToken === undefined) return undefined;
    try {
      return this.keep(await answerOf(this.tokens.POST('/api/auth/reissue', { body: { refreshToken } })));
    } catch (error) {
      if (!(error instanceof ShopError) || error.status !== 401) throw error;
      this.forget();
      return undefined;
    }
  }

  private keep({ accessToken, refreshToken, expiresIn }: Tokens): string {
    const until = Date.now() + Math.max(expiresIn * 1_000 - RENEWED_BEFORE_END_MS, (expiresIn * 1_000) / 2);
    this.access = { token: accessToken, until };
    this.store.write(refreshToken);
    return accessToken;
  }

  private tell(): void {
    for (const heard of this.listeners) heard();
  }
}
