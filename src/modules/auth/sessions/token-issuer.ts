import { Injectable } from '@nestjs/common';
import { AccessTokens } from '#platform/security/access-tokens';
import { RefreshTokens } from '../domain/refresh-tokens';
import type { IssuedSession } from '../persistence/session.repository';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  /** of the access token, in seconds */
  readonly expiresIn: number;
}

@Injectable()
export class TokenIssuer {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  issue(session: IssuedSession): Tokens {
    const { token, expiresIn } = this.accessTokens.sign(session);
    return { accessToken: token, refreshToken: this.refreshTokens.issue(session), tokenType: 'Bearer', expiresIn };
  }
}
