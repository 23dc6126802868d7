import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { IdParam } from '#platform/http/parameters/ids';
import { Limited } from '#platform/limits/rate-limit';
import { ClientNetwork, CurrentUser } from '#platform/http/parameters/caller';
import { AdminOnly, Public } from '#platform/security/access';
import type { Principal } from '#platform/security/principal';
import { PASSWORD_LIMIT } from '../auth.config';
import { RestoreAccount } from '../use-cases/restore-account';
import { SignUp } from '../use-cases/sign-up';
import { WithdrawAccount } from '../use-cases/withdraw-account';
import { AccountView } from './account-view.dto';
import { PasswordDto, SignUpDto } from './credentials.dto';

@ApiTags('auth')
@Controller('auth')
export class AccountController {
  constructor(
    private readonly signUps: SignUp,
    private readonly withdrawals: WithdrawAccount,
    private readonly restorations: RestoreAccount,
  ) {}

  /** Signs up: creates an account and its profile, or neither. */
  @Post('signup')
  @Public()
  @Limited(PASSWORD_LIMIT)
  @ApiAnswers(201, AccountView, { errors: ['EMAIL_TAKEN', 'SIGNUP_FAILED'] })
  signUp(@Body() body: SignUpDto): Promise<AccountView> {
    return this.signUps.execute(body);
  }

  /** Withdraws your account. All of its sessions end, and its e-mail stays taken. */
  @Post('withdraw')
  @Limited(PASSWORD_LIMIT)
  @ApiAnswers(204, undefined, { errors: ['PASSWORD_MISMATCH', 'FORBIDDEN'] })
  withdraw(@CurrentUser() user: Principal, @Body() body: PasswordDto, @ClientNetwork() network: string): Promise<void> {
    return this.withdrawals.execute(user, body.password, network);
  }

  /** Restores a withdrawn account. Its former tokens stay revoked. */
  @Post(':authId/restore')
  @AdminOnly()
  @ApiAnswers(200, AccountView, { errors: ['USER_NOT_FOUND'] })
  restore(@IdParam('authId') authId: number): Promise<AccountView> {
    return this.restorations.execute(authId);
  }
}
