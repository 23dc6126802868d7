import {
  AWAITED,
  CANCEL,
  CAPTURED,
  json,
  KEY,
  KNOWN,
  ORDER,
  PAYMENT,
  SIGNAL,
  TossServer,
} from '../support/toss-server';
import type { PaymentProvider } from '../../src/modules/payment/domain/provider';

describe('a look at Toss Payments', () => {
  const server = new TossServer();
  let toss: PaymentProvider;
  server.serveTests((made) => (toss = made));

  describe('looking', () => {
    it.each([
      ['READY', {}, { outcome: 'UNFINISHED' }],
      ['IN_PROGRESS', {}, { outcome: 'UNFINISHED' }],
      ['DONE', {}, CAPTURED],
      ['WAITING_FOR_DEPOSIT', AWAITED, { outcome: 'DEPOSIT_AWAITED' }],
      ['WAITING_FOR_DEPOSIT', { virtualAccount: null }, { outcome: 'UNKNOWN' }],
      [
        'ABORTED',
        { failure: { code: 'REJECT_CARD_COMPANY', message: '' } },
        { outcome: 'REFUSED', code: 'REJECT_CARD_COMPANY' },
      ],
      ['ABORTED', {}, { outcome: 'REFUSED', code: 'ABORTED' }],
      ['EXPIRED', {}, { outcome: 'REFUSED', code: 'EXPIRED' }],
      [
        'CANCELED',
        { cancels: [CANCEL] },
        { ...CAPTURED, cancels: [{ amount: 40_000, reference: CANCEL.transactionKey, mark: 'HD-R5-abcdefghij' }] },
      ],
      ['CANCELED', { cancels: [] }, { outcome: 'UNKNOWN', code: 'CANCELS_MISSING' }],
      ['CANCELED', { ...AWAITED, cancels: [CANCEL] }, { outcome: 'ABSENT' }],
      ['CANCELED', { ...AWAITED, approvedAt: PAYMENT.approvedAt, cancels: [CANCEL] }, { outcome: 'CAPTURED' }],
      [
        'PARTIAL_CANCELED',
        { cancels: [{ ...CANCEL, cancelAmount: 1_000, cancelReason: '고객 변심' }] },
        { outcome: 'CAPTURED', cancels: [{ amount: 1_000, reference: CANCEL.transactionKey, mark: null }] },
      ],
      ['PARTIAL_CANCELED', { cancels: [CANCEL, { ...CANCEL, cancelStatus: 'IN_PROGRESS' }] }, { outcome: 'UNKNOWN' }],
      [
        'PARTIAL_CANCELED',
        {
          cancels: [
            { ...CANCEL, cancelStatus: undefined },
            { ...CANCEL, cancelStatus: 'ABORTED' },
          ],
        },
        { outcome: 'CAPTURED', cancels: [{ reference: CANCEL.transactionKey }] },
      ],
      ['REFUNDED_SOMEHOW', {}, { outcome: 'UNKNOWN' }],
    ])('takes %s %j for what it is', async (status, change, standing) => {
      server.answers = [json({ ...PAYMENT, ...change, status })];
      expect(await toss.retrieve(KNOWN, SIGNAL)).toMatchObject(standing);
      expect(server.received).toMatchObject([{ method: 'GET', path: `/v1/payments/${KEY}`, body: undefined }]);
    });

    it.each([
      ['is not known yet', { ...KNOWN, providerKey: null }, []],
      ['is of no payment', { ...KNOWN, providerKey: '../x y' }, [json({ code: 'NOT_FOUND_PAYMENT' }, 404)]],
      ['is of another order', KNOWN, [json({ ...PAYMENT, orderId: 'another' })]],
    ])('asks by our name of the payment where its key %s', async (_, payment, before) => {
      server.answers = [...before, json({ ...PAYMENT, status: 'EXPIRED' })];
      expect(await toss.retrieve(payment, SIGNAL)).toEqual({ outcome: 'REFUSED', code: 'EXPIRED' });
      expect(server.received.map(({ path }) => path)).toEqual([
        ...before.map(() => `/v1/payments/${encodeURIComponent(payment.providerKey ?? '')}`),
        `/v1/payments/orders/${ORDER}`,
      ]);
    });

    it.each([
      ['NOT_FOUND_PAYMENT', { outcome: 'ABSENT' }],
      ['NOT_FOUND', { outcome: 'UNKNOWN', isAnswered: true, code: 'NOT_FOUND' }],
      ['REJECT_CARD_PAYMENT', { outcome: 'UNKNOWN', isAnswered: true, code: 'REJECT_CARD_PAYMENT' }],
      ['INVALID_API_KEY', { outcome: 'UNKNOWN', isAnswered: true, code: 'INVALID_API_KEY', isOurFault: true }],
    ])('takes the error %s for no decision about the money', async (code, standing) => {
      server.answers = [json({ code }, 404)];
      expect(await toss.retrieve(KNOWN, SIGNAL)).toEqual(standing);
    });
  });
});
