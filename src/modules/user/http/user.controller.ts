import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { CurrentUser } from '#platform/http/parameters/caller';
import type { Principal } from '#platform/security/principal';
import { ProfileView } from './profile-view.dto';
import { ProfileRepository } from '../persistence/profile.repository';

@ApiTags('users')
@Controller('users')
export class UserController {
  constructor(private readonly profiles: ProfileRepository) {}

  /** Your profile. */
  @Get('me')
  @ApiAnswers(200, ProfileView, { errors: ['USER_NOT_FOUND'] })
  me(@CurrentUser() user: Principal): Promise<ProfileView> {
    return this.profiles.show(user.userId);
  }
}
