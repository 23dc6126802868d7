import type { components } from '@hotdeal/client';

type Views = components['schemas'];

export type Payment = Views['AdminPaymentView'];
/** A refund as a part of its payment. */
export type PaymentRefund = Views['PaymentRefundView'];
export type Refund = Views['RefundView'];
/** One day, compared with the list of one provider. */
export type Reconciliation = Views['ReconciliationView'];
export type Difference = Views['DifferenceView'];
