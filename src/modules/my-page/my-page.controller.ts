import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { CurrentUser } from '#platform/http/parameters/caller';
import type { Principal } from '#platform/security/principal';
import { MyPage } from './my-page';
import { SummaryView } from './summary-view.dto';

@ApiTags('users')
@Controller('users/me/summary')
export class MyPageController {
  constructor(private readonly page: MyPage) {}

  /** What your page shows first: your profile, your latest orders and wishes, and what waits for you. */
  @Get()
  @ApiAnswers(200, SummaryView, { errors: ['USER_NOT_FOUND'] })
  summary(@CurrentUser() { userId }: Principal): Promise<SummaryView> {
    return this.page.summary(userId);
  }
}
