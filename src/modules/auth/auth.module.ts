import { Module } from '@nestjs/common';
import { Config, provideSection } from '#platform/config/config';
import { ExpiredSessions } from '#auth';
import { derivedKey } from '#platform/security/derived-key';
import { SessionCheck } from '#platform/security/session-check';
import { AuthConfig } from './auth.config';
import { UserModule } from '../user/user.module';
import { HASHING_LIMITS, Passwords } from './passwords/passwords';
import { RefreshTokens } from './domain/refresh-tokens';
import { AccountController } from './http/account.controller';
import { AccountListController } from './http/account-list.controller';
import { LoginController } from './http/login.controller';
import { PasswordMetrics } from './passwords/password-metrics';
import { AccountListQueries } from './persistence/account-list.queries';
import { AccountQueries } from './persistence/account.queries';
import { AccountRepository } from './persistence/account.repository';
import { RefreshConfirmations } from './sessions/refresh-confirmations';
import { LoginThrottle } from './passwords/login-throttle';
import { StoredSessionCheck } from './sessions/stored-session-check';
import { MembershipRepository } from './persistence/membership.repository';
import { RevocationCache } from './sessions/revocation-cache';
import { SessionQueries } from './persistence/session.queries';
import { SessionRepository } from './persistence/session.repository';
import { RevocationAnnouncer } from './sessions/revocation-announcer';
import { PasswordCheck } from './passwords/password-check';
import { EnsureFirstAdministrator } from './use-cases/ensure-first-administrator';
import { DeleteExpiredSessions } from './use-cases/delete-expired-sessions';
import { TokenIssuer } from './sessions/token-issuer';
import { KeepProfilesInStep, profileHandlers } from './use-cases/keep-profiles-in-step';
import { LogIn } from './use-cases/log-in';
import { LogOut } from './use-cases/log-out';
import { ReissueTokens } from './use-cases/reissue-tokens';
import { RestoreAccount } from './use-cases/restore-account';
import { SetRole } from './use-cases/set-role';
import { RollBackOverdueSignUp, SignUp } from './use-cases/sign-up';
import { WithdrawAccount } from './use-cases/withdraw-account';

/** Accounts, sessions and tokens. Other modules see only the platform's `SessionCheck`, which this one provides. */
@Module({
  imports: [UserModule],
  controllers: [AccountController, AccountListController, LoginController],
  providers: [
    provideSection(AuthConfig),
    SignUp,
    RollBackOverdueSignUp,
    WithdrawAccount,
    KeepProfilesInStep,
    ...profileHandlers,
    RestoreAccount,
    SetRole,
    EnsureFirstAdministrator,
    AccountListQueries,
    AccountQueries,
    AccountRepository,
    MembershipRepository,
    LogIn,
    ReissueTokens,
    LogOut,
    { provide: ExpiredSessions, useClass: DeleteExpiredSessions },
    PasswordCheck,
    LoginThrottle,
    TokenIssuer,
    RevocationAnnouncer,
    SessionRepository,
    SessionQueries,
    { provide: SessionCheck, useClass: StoredSessionCheck },
    RevocationCache,
    RefreshConfirmations,
    { provide: Passwords, useFactory: () => new Passwords(HASHING_LIMITS) },
    PasswordMetrics,
    {
      provide: RefreshTokens,
      inject: [Config],
      useFactory: (config: Config) => new RefreshTokens(derivedKey(config.secretKey, 'refresh-token')),
    },
  ],
})
export class AuthModule {}
