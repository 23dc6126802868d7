import { Body, Controller, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { Limited } from '#platform/limits/rate-limit';
import { ClientNetwork, CurrentUser } from '#platform/http/parameters/caller';
import { Public } from '#platform/security/access';
import type { Principal } from '#platform/security/principal';
import { PASSWORD_LIMIT } from '../auth.config';
import { LogIn } from '../use-cases/log-in';
import { LogOut } from '../use-cases/log-out';
import { ReissueTokens } from '../use-cases/reissue-tokens';
import { LogInDto, LogOutDto, ReissueDto } from './credentials.dto';
import { TokensView } from './tokens-view.dto';

@ApiTags('auth')
@Controller('auth')
export class LoginController {
  constructor(
    private readonly logins: LogIn,
    private readonly renewals: ReissueTokens,
    private readonly logouts: LogOut,
  ) {}

  /** Logs in. */
  @Post('login')
  @Public()
  @Limited(PASSWORD_LIMIT)
  @ApiAnswers(200, TokensView, { errors: ['INVALID_CREDENTIALS'] })
  logIn(@Body() body: LogInDto, @ClientNetwork() network: string): Promise<TokensView> {
    return this.logins.execute(body, network);
  }

  /** Exchanges a refresh token for new tokens. The refresh token cannot be used again. */
  @Post('reissue')
  @Public()
  @ApiAnswers(200, TokensView, { errors: ['REFRESH_TOKEN_INVALID', 'REFRESH_TOKEN_REUSED'] })
  reissue(@Body() body: ReissueDto): Promise<TokensView> {
    return this.renewals.execute(body);
  }

  /** Logs out: ends the session of the access token. No body is needed; a password is checked if it is given. */
  @Post('logout')
  @ApiBody({ type: LogOutDto, required: false })
  @Limited(PASSWORD_LIMIT)
  @ApiAnswers(204, undefined, { errors: ['PASSWORD_MISMATCH'] })
  logOut(@CurrentUser() user: Principal, @Body() body: LogOutDto, @ClientNetwork() network: string): Promise<void> {
    return this.logouts.execute(user, body.password, network);
  }
}
