import createClient, { type Client } from 'openapi-fetch';
import { answerOf, ShopError } from './problem.js';
import type { components, paths } from './schema.js';

type Tokens = components['schemas']['TokensView'];
type Credentials = components['schemas']['LogInDto'];

/** Stores a login beyond the page. The refresh token is as good as a password, so no one else may be able to read it. */
export interface LoginStore {
  read(): string | undefined;
  /** @param refreshToken `undefined` when the login has ended */
  write(refreshToken: string | undefined): void;
  /** Runs `work` while no other page that shares this store does: a refresh token can be used only once. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Stores a login for the lifetime of the process. */
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

/** An access token is renewed this long before it expires, so that it does not expire on the way to the shop. */
const RENEW_BEFORE_EXPIRY_MS = 10_000;

/**
 * A login and its tokens. The access token is only in memory, and is renewed automatically when it expires or is refused.
 * The login ends only when the shop refuses its refresh token: a missing response does not end it.
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

  /** Calls `listener` whenever a login has begun or ended. Returns a function that stops it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @throws ShopError INVALID_CREDENTIALS, TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE */
  async logIn(credentials: Credentials): Promise<void> {
    this.remember(await answerOf(this.tokens.POST('/api/auth/login', { body: credentials })));
    this.notify();
  }

  /** Forgets the login on this device; `POST /api/auth/logout` ends it in the shop. */
  forget(): void {
    this.access = undefined;
    this.store.write(undefined);
    this.notify();
  }

  /** To be called when another page that shares the store has logged in or out. */
  changedElsewhere(): void {
    this.access = undefined;
    this.notify();
  }

  /** A valid access token, or nothing without a login. */
  async accessToken(): Promise<string | undefined> {
    if (!this.exists) return undefined;
    if (this.access !== undefined && Date.now() < this.access.until) return this.access.token;
    return this.renew(this.access?.token);
  }

  /**
   * Replaces the token `refused`. Returns nothing when the login has ended.
   * @throws ShopError when the shop is unavailable
   */
  renew(refused: string | undefined): Promise<string | undefined> {
    if (this.access !== undefined && this.access.token !== refused) return Promise.resolve(this.access.token);
    this.renewing ??= this.store
      .alone(() => this.useRefreshToken())
      .finally(() => {
        this.renewing = undefined;
      });
    return this.renewing;
  }

  /** Reads the refresh token from the store, because another page may have used the previous one. */
  private async useRefreshToken(): Promise<string | undefined> {
    const refreshToken = this.store.read();
    if (refreshToken === undefined) return undefined;
    try {
      return this.remember(await answerOf(this.tokens.POST('/api/auth/reissue', { body: { refreshToken } })));
    } catch (error) {
      if (!(error instanceof ShopError) || error.status !== 401) throw error;
      this.forget();
      return undefined;
    }
  }

  private remember({ accessToken, refreshToken, expiresIn }: Tokens): string {
    const until = Date.now() + Math.max(expiresIn * 1_000 - RENEW_BEFORE_EXPIRY_MS, (expiresIn * 1_000) / 2);
    this.access = { token: accessToken, until };
    this.store.write(refreshToken);
    return accessToken;
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}
