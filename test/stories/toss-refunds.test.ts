import { CANCEL, json, KEY, ORDER, PAYMENT, REFUND, SIGNAL, TossServer } from '../support/toss-server';
import type { PaymentProvider } from '../../src/modules/payment/domain/provider';

describe('a refund at Toss Payments', () => {
  const server = new TossServer();
  let toss: PaymentProvider;
  server.serveTests((made) => (toss = made));

  describe('paying back', () => {
    const CANCELED = { ...PAYMENT, status: 'CANCELED', balanceAmount: 0, cancels: [CANCEL] };

    it('cancels all of it under the key of the refund, with its mark', async () => {
      server.answers = [json(CANCELED)];
      expect(await toss.refund(REFUND, SIGNAL)).toEqual({ outcome: 'REFUNDED', reference: CANCEL.transactionKey });
      expect(server.received).toMatchObject([
        {
          method: 'POST',
          path: `/v1/payments/${KEY}/cancel`,
          headers: { 'idempotency-key': REFUND.key },
          body: { cancelReason: 'HD-R5-abcdefghij CANCELLED', cancelAmount: 40_000 },
        },
      ]);
      expect(server.received[0]?.body).not.toHaveProperty('refundReceiveAccount');
    });

    it('names the account that a deposit goes back to', async () => {
      server.answers = [json(CANCELED)];
      const account = { bank: '88', accountNumber: '110-123-456789', holderName: '김토스' };
      await toss.refund({ ...REFUND, account }, SIGNAL);
      expect(server.received[0]?.body).toMatchObject({
        refundReceiveAccount: { ...account, accountNumber: '110123456789' },
      });
    });

    it('finds the cancel by its amount when the reason does not come back', async () => {
      const other = { ...CANCEL, transactionKey: 'T0', cancelReason: null };
      const lastTransactionKey = CANCEL.transactionKey;
      server.answers = [json({ ...CANCELED, lastTransactionKey, cancels: [{ ...CANCEL, cancelReason: null }, other] })];
      expect(await toss.refund(REFUND, SIGNAL)).toEqual({ outcome: 'REFUNDED', reference: CANCEL.transactionKey });
    });

    it.each([
      ['no cancel', { cancels: [] }],
      ['a cancel of another amount', { cancels: [{ ...CANCEL, cancelAmount: 39_000 }] }],
      ['a cancel of another refund', { cancels: [{ ...CANCEL, cancelReason: 'HD-R6-klmnopqrst CANCELLED' }] }],
      ['a cancel that is not made yet', { cancels: [{ ...CANCEL, cancelStatus: 'IN_PROGRESS' }] }],
      ['a payment of another order', { orderId: 'another' }],
    ])('does not know what became of it after an answer with %s', async (_, change) => {
      server.answers = [json({ ...CANCELED, ...change })];
      expect(await toss.refund(REFUND, SIGNAL)).toMatchObject({ outcome: 'UNKNOWN' });
    });

    it('looks when a repeated answer shows a cancel that was not made then, and takes no other cancel for it', async () => {
      const pending = json({ ...CANCELED, cancels: [{ ...CANCEL, cancelStatus: 'IN_PROGRESS' }] });
      server.answers = [pending, json(CANCELED)];
      expect(await toss.refund(REFUND, SIGNAL)).toEqual({ outcome: 'REFUNDED', reference: CANCEL.transactionKey });
      const lastTransactionKey = 'T0';
      const other = { ...CANCEL, transactionKey: lastTransactionKey, cancelReason: null };
      server.answers = [pending, json({ ...CANCELED, lastTransactionKey, cancels: [other] })];
      expect(await toss.refund(REFUND, SIGNAL)).toMatchObject({ outcome: 'UNKNOWN' });
    });

    it('pays back a part only where parts can be paid back', async () => {
      const part = { ...REFUND, refundAmount: 1_000 };
      server.answers = [json({ ...PAYMENT, isPartialCancelable: false })];
      expect(await toss.refund(part, SIGNAL)).toEqual({ outcome: 'REFUSED', code: 'NOT_ALLOWED_PARTIAL_REFUND' });
      expect(server.received.map(({ method }) => method)).toEqual(['GET']);
      server.answers = [json(PAYMENT), json({ ...CANCELED, cancels: [{ ...CANCEL, cancelAmount: 1_000 }] })];
      expect(await toss.refund(part, SIGNAL)).toMatchObject({ outcome: 'REFUNDED' });
    });

    it('finds the key of a payment that has none here', async () => {
      server.answers = [json(PAYMENT), json(CANCELED)];
      expect(await toss.refund({ ...REFUND, providerKey: null }, SIGNAL)).toMatchObject({ outcome: 'REFUNDED' });
      expect(server.received.map(({ path }) => path)).toEqual([
        `/v1/payments/orders/${ORDER}`,
        `/v1/payments/${KEY}/cancel`,
      ]);
    });
  });
});
