import { Injectable } from '@nestjs/common';
import { cursorDate, decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import { normalisedEmail } from '../domain/email-address';
import { type AccountFilter, AccountListQueries, type ListedAccount } from '../persistence/account-list.queries';

@Injectable()
export class ListAccounts {
  constructor(private readonly queries: AccountListQueries) {}

  /** Newest first. The beginning of an e-mail may be written in any case. */
  async execute({ email, status }: AccountFilter, page: PageRequest): Promise<Paged<ListedAccount>> {
    const cursor = decodeCursor(page.cursor, ['number', 'number']);
    const after = cursor && { createdAt: cursorDate(cursor[0]), authId: cursor[1] };
    const filter = { email: email === undefined ? undefined : normalisedEmail(email), status };
    const accounts = await this.queries.list(filter, after, page.limit + 1);
    return toPage(
      accounts,
      page.limit,
      ({ createdAt, authId }) => encodeCursor([createdAt.getTime(), authId]),
      (account) => account,
    );
  }
}
