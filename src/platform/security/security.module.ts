import { Module } from '@nestjs/common';
import { AccessGuard } from './access.guard';
import { AccessTokenStrategy } from './access-token.strategy';
import { AccessTokens } from './access-tokens';
import { KnownTokens } from './known-tokens';
import { LiveSessions } from './live-sessions';

/** Who asks, and what that allows. */
@Module({
  providers: [AccessTokens, AccessTokenStrategy, KnownTokens, LiveSessions, AccessGuard],
  exports: [AccessTokens, LiveSessions, AccessGuard],
})
export class SecurityModule {}
