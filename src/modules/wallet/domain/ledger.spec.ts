import { Ledger, type LedgerState, MAX_BALANCE, type Reservation, type WalletOperation } from './ledger';

const USER = 7;

describe('the ledger of wallets', () => {
  const state = (changes: Partial<LedgerState> = {}): LedgerState => ({
    wallets: new Map([[USER, { balance: 100, reserved: 0 }]]),
    reservations: new Map(),
    spendings: new Map(),
    bookedCharges: new Set(),
    bookedRefunds: new Set(),
    bookedReturns: new Set(),
    ...changes,
  });
  const held = (reservation: Partial<Reservation>): LedgerState['reservations'] =>
    new Map([[1, { orderId: 1, userId: USER, amount: 40, state: 'HELD', ...reservation }]]);
  const reserve = (orderId: number, amount = 40): WalletOperation => ({
    ...{ kind: 'RESERVE', orderId, userId: USER, amount },
  });
  const release = (orderId: number): WalletOperation => ({
    ...{ kind: 'RELEASE', orderId, userId: USER, amount: 40 },
  });
  const consume = (orderId: number): WalletOperation => ({ kind: 'CONSUME', orderId });
  const spend = (paymentId: number, amount = 40): WalletOperation => ({
    ...{ kind: 'SPEND', paymentId, userId: USER, amount },
  });
  /** What is answered, and the entries as texts: kind, what the balance and the reserved part change by, the balance after it. */
  const run = (before: LedgerState, ...operations: WalletOperation[]): [unknown[], string[], Ledger] => {
    const ledger = new Ledger(before);
    const answers = operations.map((operation) => ledger.execute(operation));
    const entries = ledger.entries.map(
      ({ kind, balanceDelta, reservedDelta, balanceAfter }) =>
        `${kind} ${balanceDelta} ${reservedDelta} = ${balanceAfter}`,
    );
    return [answers, entries, ledger];
  };

  it('sets points aside for the first orders that they suffice for', () => {
    const [answers, entries, { reservations }] = run(
      state(),
      reserve(1),
      reserve(2, 61),
      reserve(3, 60),
      reserve(4, 1),
    );
    expect(answers).toEqual(['HELD', 'REFUSED', 'HELD', 'REFUSED']);
    expect(entries).toEqual(['RESERVE 0 40 = 100', 'RESERVE 0 60 = 100']);
    expect([...reservations.values()].map((one) => one.state)).toEqual(['HELD', 'REFUSED', 'HELD', 'REFUSED']);
  });

  it.each<[Reservation['state'], string]>([
    ['HELD', 'HELD'],
    ['CONSUMED', 'HELD'],
    ['REFUSED', 'REFUSED'],
    ['RELEASED', 'REFUSED'],
  ])('answers a repeated reservation that is %s with %s and changes nothing', (before, answer) => {
    const [answers, entries, { reservations }] = run(state({ reservations: held({ state: before }) }), reserve(1));
    expect([answers, entries, reservations.size]).toEqual([[answer], [], 0]);
  });

  it.each<[Reservation['state'] | 'none', WalletOperation, Reservation['state'] | undefined, string[]]>([
    ['HELD', consume(1), 'CONSUMED', ['CONSUME -40 -40 = 60']],
    ['HELD', release(1), 'RELEASED', ['RELEASE 0 -40 = 100']],
    ['CONSUMED', release(1), 'RELEASED', ['REFUND 40 0 = 140']],
    ['CONSUMED', consume(1), undefined, []],
    ['RELEASED', consume(1), undefined, []],
    ['RELEASED', release(1), undefined, []],
    ['REFUSED', consume(1), undefined, []],
    ['REFUSED', release(1), undefined, []],
    ['none', consume(1), undefined, []],
    ['none', release(1), 'REFUSED', []],
  ])('takes a reservation that is %s on: %j', (before, operation, after, entries) => {
    const wallets = new Map([[USER, { balance: 100, reserved: before === 'HELD' ? 40 : 0 }]]);
    const reservations = before === 'none' ? new Map() : held({ state: before });
    const [answers, booked, ledger] = run(state({ wallets, reservations }), operation);
    expect([answers, booked, ledger.reservations.get(1)?.state]).toEqual([['DONE'], entries, after]);
  });

  it('follows what happened to an order in the same batch', () => {
    const [, entries, { reservations }] = run(state(), reserve(1), consume(1), release(1), consume(1), reserve(1));
    expect(entries).toEqual(['RESERVE 0 40 = 100', 'CONSUME -40 -40 = 60', 'REFUND 40 0 = 100']);
    expect(reservations.get(1)?.state).toBe('RELEASED');
  });

  it('keeps the points of another user: an order of theirs cannot be released by its number', () => {
    const ledger = new Ledger(state({ reservations: held({ userId: USER + 1 }) }));
    expect(() => ledger.execute(release(1))).toThrow(/another user/);
    expect(ledger.entries).toEqual([]);
  });

  it('spends what is not set aside, and decides each payment once', () => {
    const [answers, entries, { spendings }] = run(
      state({ spendings: new Map([[9, 'INSUFFICIENT']]) }),
      reserve(1, 50),
      ...[spend(1, 51), spend(2, 50), spend(1, 51), spend(2, 50), spend(9, 1)],
    );
    expect(answers).toEqual(['HELD', 'INSUFFICIENT', 'SPENT', 'INSUFFICIENT', 'SPENT', 'INSUFFICIENT']);
    expect(entries).toEqual(['RESERVE 0 50 = 100', 'SPEND -50 0 = 50']);
    expect(spendings.map(({ paymentId, outcome }) => `${paymentId} ${outcome}`)).toEqual(['1 INSUFFICIENT', '2 SPENT']);
  });

  it('pays back each refund once, also to a user without a wallet, and beyond what can be charged', () => {
    const full = state({
      wallets: new Map([[USER, { balance: MAX_BALANCE, reserved: 0 }]]),
      bookedRefunds: new Set([3]),
    });
    const refund = (refundId: number, userId: number): WalletOperation => ({
      ...{ kind: 'REFUND', refundId, userId, amount: 5 },
    });
    const [, entries] = run(full, refund(1, USER), refund(1, USER), refund(2, 99), refund(3, USER));
    expect(entries).toEqual([`REFUND 5 0 = ${MAX_BALANCE + 5}`, 'REFUND 5 0 = 5']);
  });

  it('charges up to the limit, which counts what is set aside, and each charge once', () => {
    const charge = (chargeId: number, amount: number): WalletOperation => ({
      ...{ kind: 'CHARGE', chargeId, userId: USER, amount },
    });
    const almost = state({
      wallets: new Map([[USER, { balance: MAX_BALANCE - 2_000, reserved: 1_000 }]]),
      bookedCharges: new Set([5]),
    });
    const ledger = new Ledger(almost);
    expect(() => ledger.execute(charge(1, 2_001))).toThrow(
      expect.objectContaining({
        code: 'POINT_LIMIT_EXCEEDED',
        about: { limit: MAX_BALANCE, balance: MAX_BALANCE - 2_000 },
      }),
    );
    for (const id of [2, 2, 5]) ledger.execute(charge(id, 2_000));
    expect(ledger.entries).toEqual([expect.objectContaining({ referenceId: 2, balanceAfter: MAX_BALANCE })]);
  });
});
