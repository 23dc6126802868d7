import type { ServerResponse } from 'node:http';
import { INTENT, json, PAYMENT, TossServer } from '../support/toss-server';
import type { PaymentProvider } from '../../src/modules/payment/domain/provider';

describe('a confirmation that Toss Payments does not answer', () => {
  const server = new TossServer();
  let toss: PaymentProvider;
  server.serveTests((made) => (toss = made));

  it.each([
    ['silence', () => undefined],
    ['a broken connection', (response: ServerResponse) => response.destroy()],
    [
      'half an answer',
      (response: ServerResponse) =>
        response.writeHead(200, { 'content-length': 500 }).write('{"pay', () => response.destroy()),
    ],
    [
      'an answer that is cut, with its length',
      (response: ServerResponse) => response.end(JSON.stringify(PAYMENT).slice(0, 200)),
    ],
    ['an answer without a payment', json({ status: 'DONE' })],
    ['a payment without an amount', json({ ...PAYMENT, totalAmount: undefined })],
    ['a negative amount', json({ ...PAYMENT, totalAmount: -1 })],
    ['a fraction of a won', json({ ...PAYMENT, totalAmount: 0.5 })],
    ['an amount in words', json({ ...PAYMENT, totalAmount: '40000' })],
    ['a code that is none', json({ code: '<b>', message: '' }, 400)],
    ['an answer of 2 MiB', (response: ServerResponse) => response.end(Buffer.alloc(2_097_152, ' '))],
    [
      'a page of a server between',
      (response: ServerResponse) => response.writeHead(504).end('<html>Gateway Time-out</html>'),
    ],
    ['a redirect', (response: ServerResponse) => response.writeHead(302, { location: '/elsewhere' }).end()],
  ])('says nothing after %s', async (_, answer) => {
    server.answers = [answer];
    const calling = AbortSignal.timeout(300);
    await expect(toss.confirm(INTENT, calling)).rejects.toThrow(Error);
    expect(server.received).toHaveLength(1);
  });
});
