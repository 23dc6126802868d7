import type { ProviderOutcome } from './provider';
import { pageAddress, storable } from './storable';

const LONG = 'x'.repeat(101);
const captured = (receiptUrl: string): ProviderOutcome => ({
  ...{ outcome: 'CAPTURED', amount: 1_000, currency: 'KRW', providerOrderId: 'hd-1', receiptUrl },
  cancels: [
    { amount: 1, reference: 'C-1', mark: 'HD-R1' },
    { amount: 2, reference: LONG, mark: '표시' },
  ],
});

describe("a provider's answer that is stored", () => {
  it.each([
    ['of the web', 'https://pay.example/r?id=1', 'https://pay.example/r?id=1'],
    ['in Korean, in ASCII', 'https://pay.example/영수증', 'https://pay.example/%EC%98%81%EC%88%98%EC%A6%9D'],
    ['that is too long, without it', `https://pay.example/${'r'.repeat(500)}`, undefined],
    ['of a script, without it', 'javascript:alert(1)', undefined],
    ['that is none, without it', 'receipt 7', undefined],
  ])('has the address of a receipt %s', (_, address, stored) => {
    expect(storable(captured(address))).toEqual({
      ...{ outcome: 'CAPTURED', amount: 1_000, currency: 'KRW', providerOrderId: 'hd-1' },
      cancels: [
        { amount: 1, reference: 'C-1', mark: 'HD-R1' },
        { amount: 2, reference: null, mark: null },
      ],
      ...(stored !== undefined && { receiptUrl: stored }),
    });
  });

  it.each([
    ['JPY', 'JPY'],
    ['won', 'won'],
    ['', 'XXX'],
    ['KRW ', 'XXX'],
    ['원화', 'XXX'],
    ['410', 'XXX'],
  ])('that names the currency %j is stored with %s', (currency, stored) => {
    expect(storable({ ...captured(''), currency } as ProviderOutcome)).toMatchObject({ currency: stored });
  });

  it('has a code that can be read, and a name that is whole or none', () => {
    expect(storable({ outcome: 'REFUSED', code: `card_${LONG}` })).toEqual({
      outcome: 'REFUSED',
      code: `card_${LONG}`.slice(0, 100),
    });
    expect(storable({ outcome: 'REFUSED', code: '한도 초과 05' })).toEqual({ outcome: 'REFUSED', code: '?? ?? 05' });
    expect(storable({ outcome: 'UNKNOWN', isAnswered: true, code: '' })).toMatchObject({ code: 'UNKNOWN' });
    expect(storable({ outcome: 'REFUNDED', reference: LONG })).toEqual({ outcome: 'REFUNDED', reference: null });
    expect(storable({ outcome: 'ABSENT' })).toEqual({ outcome: 'ABSENT' });
  });

  it('has a page to pay on, whose address may have up to 2,000 characters', () => {
    const address = 'https://pay.example/'.padEnd(2_000, 'p');
    expect([pageAddress(address), pageAddress(`${address}p`)]).toEqual([address, undefined]);
  });
});
