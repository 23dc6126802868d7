import { Module } from '@nestjs/common';
import { AccessGuard } from './access.guard';
import { AccessTokenStrategy } from './access-token.strategy';
import { AccessTokens } from './access-tokens';
import { SealedRows } from './sealed-rows';
import { TextSealer } from './sealed-text';
import { VerifiedTokenCache } from './verified-token-cache';
import { LiveSessions } from './live-sessions';

/** Authentication by access tokens, the access of routes, and sealed personal data. */
@Module({
  providers: [AccessTokens, AccessTokenStrategy, VerifiedTokenCache, LiveSessions, AccessGuard, TextSealer, SealedRows],
  exports: [AccessTokens, LiveSessions, AccessGuard, TextSealer, SealedRows],
})
export class SecurityModule {}
