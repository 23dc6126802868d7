import { type KeyObject, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Config } from '#platform/config/config';
import { DatabaseClock } from '#platform/database/database-clock';
import { derivedKey } from './derived-key';
import { type Principal, unauthenticated } from './principal';

const ACCESS_TOKEN_SECONDS = 15 * 60;
const TYPE = 'access';

interface Subject {
  readonly userId: number;
  readonly role: Principal['role'];
  readonly sessionId: string;
  /** how often the session's tokens have been renewed; 0 at first */
  readonly generation: number;
}

/** The requirements of every token check. */
export const ACCESS_TOKEN_RULES = {
  algorithms: ['HS256' as const],
  audience: 'hotdeal-api',
  issuer: 'hotdeal',
};

/**
 * Issues and verifies access tokens: HS256 with a key of their own, valid for fifteen minutes by the database's clock.
 * So an instance whose own clock is wrong neither refuses the tokens of others nor issues tokens that are valid for
 * longer than revocations are remembered.
 */
@Injectable()
export class AccessTokens {
  readonly key: KeyObject;
  private readonly jwt: JwtService;
  private readonly header: string;

  constructor(
    config: Config,
    private readonly clock: DatabaseClock,
  ) {
    this.key = derivedKey(config.secretKey, 'access-token');
    const { audience, issuer } = ACCESS_TOKEN_RULES;
    this.jwt = new JwtService({
      privateKey: this.key,
      publicKey: this.key,
      signOptions: { algorithm: 'HS256', expiresIn: ACCESS_TOKEN_SECONDS, audience, issuer },
      verifyOptions: ACCESS_TOKEN_RULES,
    });
    this.header = headerOf(this.jwt.sign({}));
  }

  sign({ userId, role, sessionId, generation }: Subject): { readonly token: string; readonly expiresIn: number } {
    const claims = { role, sid: sessionId, gen: generation, type: TYPE, iat: this.now };
    const token = this.jwt.sign(claims, { subject: String(userId), jwtid: randomUUID() });
    return { token, expiresIn: ACCESS_TOKEN_SECONDS };
  }

  /**
   * Returns the caller whom a valid token names. Does not check whether the session was revoked.
   * @throws DomainError UNAUTHENTICATED
   */
  check(token: string): Principal {
    const { now } = this;
    const principal = this.hasOurHeader(token) ? this.read(token, now) : undefined;
    if (principal === undefined) throw unauthenticated();
    return principal;
  }

  /** All tokens of the shop have the same header: one with another algorithm, or with `crit`, is refused unread. */
  hasOurHeader(token: string): boolean {
    return token.startsWith(this.header);
  }

  isExpired({ expiresAt }: Principal): boolean {
    return this.now >= expiresAt;
  }

  /** in whole seconds since 1970 */
  private get now(): number {
    return Math.floor(this.clock.now().getTime() / 1_000);
  }

  private read(token: string, now: number): Principal | undefined {
    try {
      return principalFrom(this.jwt.verify(token, { clockTimestamp: now }));
    } catch {
      return undefined;
    }
  }
}

function headerOf(token: string): string {
  return token.slice(0, token.indexOf('.') + 1);
}

/** The caller from the claims of a verified token; `undefined` if a claim is missing or malformed. */
export function principalFrom(claims: unknown): Principal | undefined {
  const { sub, role, sid, gen, type, jti, iat, exp } = claims as Record<string, unknown>;
  const userId = Number(sub);
  if (type !== TYPE || typeof sub !== 'string' || !Number.isSafeInteger(userId) || userId < 1) return undefined;
  if (role !== 'USER' && role !== 'ADMIN') return undefined;
  if (typeof sid !== 'string' || sid === '' || typeof jti !== 'string') return undefined;
  if (typeof gen !== 'number' || typeof iat !== 'number' || typeof exp !== 'number') return undefined;
  return { userId, role, sessionId: sid, generation: gen, tokenId: jti, issuedAt: iat, expiresAt: exp };
}
