import { Injectable } from '@nestjs/common';
import {
  type Authorization,
  type AuthorizationRequest,
  type LatePayment,
  OrderPayments,
  type PaymentEnd,
  type Replacement,
  type SettledPayment,
} from '#order-payments';
import { PaymentAuthorizer } from '../persistence/payment-authorizer';
import { PaymentReversals } from '../persistence/payment-reversals';
import { PaymentSettler } from '../persistence/payment-settler';
import { ReplaceOrders } from './replace-orders';

/** What payments ask of orders, each done by the class that it is passed to. */
@Injectable()
export class PayOrders extends OrderPayments {
  constructor(
    private readonly authorizer: PaymentAuthorizer,
    private readonly settler: PaymentSettler,
    private readonly reversals: PaymentReversals,
    private readonly replacer: ReplaceOrders,
  ) {
    super();
  }

  override authorize(requests: readonly AuthorizationRequest[]): Promise<readonly Authorization[]> {
    return this.authorizer.authorize(requests);
  }

  override settle(ends: readonly PaymentEnd[]): Promise<readonly SettledPayment[]> {
    return Promise.all(ends.map((end) => this.settleOne(end)));
  }

  private async settleOne(end: PaymentEnd): Promise<SettledPayment> {
    const { outcome, paymentId } = end;
    if (outcome !== 'REVERSED') return this.settler.settle({ ...end, outcome });
    await this.reversals.reverse(end);
    return { paymentId, outcome: 'NOTED' };
  }

  override replace(late: readonly LatePayment[]): Promise<readonly Replacement[]> {
    return this.replacer.execute(late);
  }
}
