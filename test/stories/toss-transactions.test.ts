import { json, KEY, ORDER, SIGNAL, TossServer } from '../support/toss-server';
import type { PaymentProvider } from '../../src/modules/payment/domain/provider';

describe('the list of Toss Payments', () => {
  const server = new TossServer();
  let toss: PaymentProvider;
  server.serveTests((made) => (toss = made));

  describe('the list of a day', () => {
    const [from, until] = [new Date('2026-11-29T15:00:00Z'), new Date('2026-11-30T15:00:00Z')];
    const entry = (key: string, change: object = {}): object => ({
      ...{
        mId: 'tosspayments',
        transactionKey: key,
        paymentKey: KEY,
        orderId: ORDER,
        method: '카드',
        customerKey: null,
      },
      ...{ useEscrow: false, amount: 40_000, status: 'DONE', currency: 'KRW' },
      ...{ transactionAt: '2026-11-30T12:01:07+09:00', ...change },
    });
    const list = () => toss.list(from, until, SIGNAL);

    it('has what was captured and cancelled in it, and nothing else', async () => {
      server.answers = [
        json([
          entry('T1'),
          entry('T2', { status: 'CANCELED', amount: -40_000 }),
          entry('T3', { status: 'PARTIAL_CANCELED', amount: 1_000 }),
          entry('T4', { status: 'WAITING_FOR_DEPOSIT' }),
          entry('T5', { transactionAt: '2026-11-30T00:00:00' }),
          entry('T6', { transactionAt: '2026-11-29T23:59:59+09:00' }),
          entry('T7', { transactionAt: '2026-12-01T00:00:00+09:00' }),
        ]),
      ];
      const listed = await list();
      const names = { providerOrderId: ORDER, providerKey: KEY, currency: 'KRW', amount: 40_000 };
      expect(listed.slice(0, 2)).toEqual([
        { ...names, kind: 'CAPTURE', reference: 'T1', at: new Date('2026-11-30T03:01:07Z') },
        { ...names, kind: 'CANCEL', reference: 'T2', at: new Date('2026-11-30T03:01:07Z') },
      ]);
      expect(listed.map(({ reference, amount }) => [reference, amount])).toEqual([
        ['T1', 40_000],
        ['T2', 40_000],
        ['T3', 1_000],
        ['T5', 40_000],
      ]);
      expect(server.received.map(({ path }) => path)).toEqual([
        '/v1/transactions?startDate=2026-11-30T00%3A00%3A00&endDate=2026-12-01T00%3A00%3A00&limit=500',
      ]);
    });

    it('is read page by page to its end, each entry once', async () => {
      const page = (first: number, count: number) =>
        json(Array.from({ length: count }, (_, index) => entry(`T${first + index}`)));
      server.answers = [page(0, 500), page(499, 500), page(999, 3)];
      expect(await list()).toHaveLength(1_002);
      expect(server.received.map(({ path }) => new URLSearchParams(path).get('startingAfter'))).toEqual([
        null,
        'T499',
        'T998',
      ]);
    });

    it.each([
      ['an error', [json({ code: 'FAILED_INTERNAL_SYSTEM_PROCESSING' }, 500)]],
      ['an entry without an amount', [json([entry('T1', { amount: null })])]],
      ['a page that comes again', [json(Array.from({ length: 500 }, (_, index) => entry(`T${index}`)))]],
    ])('could not be read after %s', async (_, given) => {
      server.answers = given;
      await expect(list()).rejects.toThrow(Error);
    });
  });
});
