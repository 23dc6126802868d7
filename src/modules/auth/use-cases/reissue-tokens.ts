import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { RefreshTokens } from '../domain/refresh-tokens';
import { SessionRepository } from '../persistence/session.repository';
import { RevocationAnnouncer } from '../sessions/revocation-announcer';
import { TokenIssuer, type Tokens } from '../sessions/token-issuer';

@Injectable()
export class ReissueTokens {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: SessionRepository,
    private readonly revocations: RevocationAnnouncer,
    private readonly tokenIssuer: TokenIssuer,
  ) {}

  async execute({ refreshToken }: { readonly refreshToken: string }): Promise<Tokens> {
    const token = this.refreshTokens.read(refreshToken);
    const rotation = token === undefined ? undefined : await this.sessions.rotate(token);
    if (token === undefined || rotation === undefined || rotation.outcome === 'INVALID') {
      throw new DomainError('unauthenticated', 'REFRESH_TOKEN_INVALID', 'The refresh token is not valid.');
    }
    if (rotation.outcome === 'REUSED') {
      const { sessionId } = token;
      await this.revocations.announce({ userId: rotation.userId, sessionId, sessionIds: [sessionId] });
      throw new DomainError(
        'unauthenticated',
        'REFRESH_TOKEN_REUSED',
        'The refresh token was used before; its session has been revoked.',
      );
    }
    return this.tokenIssuer.issue(rotation.session);
  }
}
