import { Module } from '@nestjs/common';
import { AccessGuard } from './access.guard';
import { AccessTokenStrategy } from './access-token.strategy';
import { AccessTokens } from './access-tokens';
import { VerifiedTokenCache } from './verified-token-cache';
import { LiveSessions } from './live-sessions';

/** Authentication by access tokens, and the access of routes. */
@Module({
  providers: [AccessTokens, AccessTokenStrategy, VerifiedTokenCache, LiveSessions, AccessGuard],
  exports: [AccessTokens, LiveSessions, AccessGuard],
})
export class SecurityModule {}
