import { Body, Controller, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { MaxBody } from '#platform/http/body/body-limit';
import { CurrentUser } from '#platform/http/parameters/caller';
import { IdParam } from '#platform/http/parameters/ids';
import { Limited } from '#platform/limits/rate-limit';
import type { Principal } from '#platform/security/principal';
import { normalizeText } from '#platform/text';
import { PAYMENT_LIMIT } from '../payment.config';
import { RefundAccounts } from '../persistence/refund-accounts';
import { MAX_HOLDER_NAME, RefundAccountDto } from './refund-account.dto';

@ApiTags('payments')
@Controller('orders/:orderId/payment/refund-account')
export class RefundAccountController {
  constructor(private readonly accounts: RefundAccounts) {}

  /**
   * Says to which account the money of one of your orders goes back, if it was paid by VIRTUAL_ACCOUNT. It takes the place
   * of the account that you gave before, is stored encrypted, is never shown again, and is deleted once it was used.
   */
  @Put()
  @Limited(PAYMENT_LIMIT)
  @MaxBody(4)
  @ApiAnswers(204, undefined, { errors: ['PAYMENT_NOT_FOUND', 'REFUND_ACCOUNT_NOT_NEEDED'] })
  async give(
    @IdParam('orderId') orderId: number,
    @Body() { bank, accountNumber, holderName }: RefundAccountDto,
    @CurrentUser() { userId }: Principal,
  ): Promise<void> {
    const account = { bank, accountNumber, holderName: normalizeText(holderName, MAX_HOLDER_NAME) };
    await this.accounts.give(orderId, userId, account);
  }
}
