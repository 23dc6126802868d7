import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers, pageOf } from '#platform/http/api-answers';
import type { Requester } from '#platform/limits/bulkhead';
import { CurrentRequester } from '#platform/http/parameters/caller';
import { cursorDate } from '#platform/http/parameters/cursor';
import { OptionalQueryId } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, readPage } from '#platform/http/parameters/page';
import { QueryChoice, QueryText } from '#platform/http/parameters/query';
import { AdminOnly } from '#platform/security/access';
import { LISTED_STATUSES, type ListedStatus } from '../domain/account';
import { LONGEST_EMAIL } from '../domain/sign-up-rules';
import { AccountListQueries, type AfterAccount } from '../persistence/account-list.queries';
import { ListedAccountView } from './account-view.dto';

@ApiTags('admin')
@AdminOnly()
@Controller('admin/accounts')
export class AccountListController {
  constructor(private readonly accounts: AccountListQueries) {}

  /** Accounts, newest first; with `userId`, that of one user. */
  @Get()
  @ApiAnswers(200, pageOf(ListedAccountView))
  list(
    @QueryText('email', { most: LONGEST_EMAIL }) email: string | undefined,
    @QueryChoice('status', LISTED_STATUSES) status: ListedStatus | undefined,
    @OptionalQueryId('userId') userId: number | undefined,
    @Page() page: PageRequest,
    @CurrentRequester() requester: Requester,
  ): Promise<Paged<ListedAccountView>> {
    return readPage(
      page,
      ['number', 'number'],
      (after, limit) => this.accounts.list({ email, status, userId }, after && positionAt(after), limit, requester),
      ({ createdAt, authId }) => [createdAt.getTime(), authId],
    );
  }
}

function positionAt([createdAt, authId]: [number, number]): AfterAccount {
  return { createdAt: cursorDate(createdAt), authId };
}
