import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import { Page, type Paged, type PageRequest } from '#platform/http/parameters/page';
import { QueryChoice, QueryText } from '#platform/http/parameters/query';
import { AdminOnly } from '#platform/security/access';
import { LISTED_STATUSES, type ListedStatus } from '../domain/account';
import { LONGEST_EMAIL } from '../domain/email-address';
import { ListAccounts } from '../use-cases/list-accounts';
import { ListedAccountView } from './listed-account-view.dto';

@ApiTags('admin')
@AdminOnly()
@Controller('admin/accounts')
export class AccountListController {
  constructor(private readonly accounts: ListAccounts) {}

  /** Accounts, newest first; `email` is how the e-mail begins. */
  @Get()
  @ApiAnswers(200, pageOf(ListedAccountView))
  list(
    @QueryText('email', { most: LONGEST_EMAIL }) email: string | undefined,
    @QueryChoice('status', LISTED_STATUSES) status: ListedStatus | undefined,
    @Page() page: PageRequest,
  ): Promise<Paged<ListedAccountView>> {
    return this.accounts.execute({ email, status }, page);
  }
}
