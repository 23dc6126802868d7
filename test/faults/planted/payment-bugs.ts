import { couponKeptAfterRelease, couponReservedLate, twoOrdersOneCoupon } from '../interleavings/benefit-interleavings';
import {
  authorizedWhileExpiring,
  benefitsOverThreeLines,
  capturedTooLate,
  consumedAfterRelease,
  killedAfterSettling,
  killedAfterSpending,
  paidWhileExpiring,
  twoOrdersOneWallet,
} from '../interleavings/payment-interleavings';
import {
  chargedOnTwoInstances,
  killedAfterReserving,
  replacedOnTwoInstances,
  twoPaymentsOneWallet,
} from '../interleavings/points-interleavings';
import type { PlantedBug } from './planted-bug';

const EXPIRY = 'modules/order/persistence/reservation-expiry.ts';
const CLAIMS = 'modules/coupon/persistence/claim.repository.ts';
const LEDGER = 'modules/wallet/domain/ledger.ts';
const STORED_LEDGER = 'modules/wallet/persistence/stored-ledger.ts';
const SETTLEMENT = 'modules/order/domain/settlement.ts';

export const paymentBugs: readonly PlantedBug[] = [
  {
    name: 'an expiry that does not read the time again under the lock',
    edits: [{ file: EXPIRY, find: ' || terms.reservedUntil > terms.readAt', replace: '' }],
    provokedBy: [authorizedWhileExpiring],
    complaint: /authorized, and it is ORDER_CANCELLED/,
  },
  {
    // The reservation, which is gone, and the compare-and-set of the status would hide it, so they are removed as well.
    name: 'an expiry that does not compare the status',
    edits: [
      {
        file: EXPIRY,
        find: 'terms.reservedUntil === null || terms.reservedUntil > terms.readAt',
        replace: 'lines.length === 0',
      },
      { file: EXPIRY, find: 'expire(status)', replace: `expire('ORDER_PENDING')` },
      {
        file: EXPIRY,
        find: `this.transitions.store(tx, 'ORDER_PENDING', expired)`,
        replace: `this.transitions.store(tx, locked[0]?.order.status ?? 'ORDER_PENDING', expired)`,
      },
    ],
    provokedBy: [paidWhileExpiring],
    complaint: /it was paid, and is ORDER_CANCELLED/,
  },
  {
    name: 'a payment settled without its receipt',
    edits: [
      {
        file: SETTLEMENT,
        find: `  if (order.receiptPaymentId === paymentId) return { outcome: 'PAID' };\n`,
        replace: '  void paymentId;\n',
      },
    ],
    provokedBy: [killedAfterSettling],
    complaint: /: kept, and \d+ of \d+ paid back/,
  },
  {
    name: 'a late payment that is ignored',
    edits: [
      {
        file: 'modules/payment/use-cases/settle-payments.ts',
        find: 'lateIds.size === 0',
        replace: 'lateIds.size >= 0',
      },
      {
        file: 'modules/payment/persistence/payment-settlements.ts',
        find: `outcome === 'PAID' || isReplaced`,
        replace: `outcome === 'PAID' || outcome === 'LATE' || isReplaced`,
      },
    ],
    provokedBy: [capturedTooLate],
    complaint: /not kept, and 0 of 10000 paid back/,
  },
  {
    // The keys of decisions and entries would hide it, so they are removed as well.
    name: 'points spent without asking whether they were',
    edits: [{ file: LEDGER, find: '    if (decided !== undefined) return decided;\n', replace: '' }],
    statements: [
      'ALTER TABLE wallet_spendings DROP PRIMARY KEY, ADD KEY (payment_id)',
      'ALTER TABLE wallet_entries DROP INDEX uq_wallet_entries_once, ADD KEY (reference, reference_id, kind)',
    ],
    provokedBy: [killedAfterSpending],
    complaint: /charged 50000, has 30000/,
  },
  {
    name: 'points taken after their release',
    edits: [
      {
        file: LEDGER,
        find: `if (reservation?.state !== 'HELD') return 'DONE';`,
        replace: `if (reservation === undefined) return 'DONE';`,
      },
    ],
    provokedBy: [consumedAfterRelease],
    complaint: /^publication\.dead-letter: .*order\.keep-benefits/,
  },
  {
    name: 'stock taken before the coupons and the points',
    edits: [
      {
        file: 'modules/order/use-cases/reserve-stock-when-orders-placed-to-pay.ts',
        find: '    const refusals = await this.benefits.reserve(batch.events);\n',
        replace:
          '    await this.stock.take(batch.events);\n    const refusals = await this.benefits.reserve(batch.events);\n',
      },
    ],
    provokedBy: [twoOrdersOneWallet, twoOrdersOneCoupon],
    complaint: /^(sale|stock)\./,
  },
  {
    // The second release, at the completion of an order that has ended before, would hide it, so it is removed as well.
    name: 'a release that does not keep its coupon from a later reservation',
    edits: [
      {
        file: CLAIMS,
        find: '          .filter(({ orderId }) => !claims.has(orderId))',
        replace: '          .filter(() => false)',
      },
      {
        file: 'modules/order/persistence/payable-order-completion.ts',
        find: '    if (hasEnded(status)) ended.push(order);',
        replace: '    void hasEnded;',
      },
    ],
    provokedBy: [couponReservedLate],
    complaint: /^benefit\.coupon: .*HELD, order ORDER_CANCELLED/,
  },
  {
    // A CHECK would hide it, so it is removed as well.
    name: 'a coupon kept after its release',
    edits: [{ file: CLAIMS, find: ` AND state = 'HELD'\``, replace: '`' }],
    statements: ['ALTER TABLE coupon_claims DROP CONSTRAINT ck_coupon_claims_live'],
    provokedBy: [couponKeptAfterRelease],
    complaint: /^benefit\.coupon: .*CONSUMED, order ORDER_CANCELLED/,
  },
  {
    name: 'shares rounded each by itself',
    edits: [
      {
        file: 'modules/order/domain/shares.ts',
        find: 'for (const { line } of byRemainder.slice(0, leftOver)) parts[line] = (parts[line] ?? 0n) + 1n;',
        replace: 'void [leftOver, byRemainder];',
      },
    ],
    provokedBy: [benefitsOverThreeLines],
    complaint: /^bill\.shares: /,
  },
  {
    name: 'points read, subtracted and written',
    edits: [
      {
        file: 'modules/wallet/persistence/locked-wallets.ts',
        find: '     ORDER BY user_id FOR UPDATE`',
        replace: '     ORDER BY user_id`',
      },
      {
        file: STORED_LEDGER,
        find: `SET wallets.balance = wallets.balance + delta.balance, wallets.reserved = wallets.reserved + delta.reserved
     WHERE wallets.reserved + delta.reserved >= 0
       AND wallets.balance + delta.balance >= wallets.reserved + delta.reserved`,
        replace: 'SET wallets.balance = delta.balance, wallets.reserved = delta.reserved',
      },
      {
        file: STORED_LEDGER,
        find: 'changed.flatMap(({ userId, balance, reserved }) => [userId, balance, reserved])',
        replace: `changed.flatMap(({ userId, balance, reserved }) => {
          const read = before.get(userId) as Wallet;
          return [userId, read.balance + balance, read.reserved + reserved];
        })`,
      },
    ],
    provokedBy: [twoPaymentsOneWallet],
    complaint: /charged 50000, has 40000 .* completed orders for 20000/,
  },
  {
    name: 'a charge stored without its key',
    edits: [
      {
        file: 'modules/wallet/use-cases/charge-points.ts',
        find: 'amount: chargeAmount }, claim)',
        replace: 'amount: chargeAmount }, undefined)',
      },
    ],
    provokedBy: [chargedOnTwoInstances],
    complaint: /charged 60000, has [78]0000/,
  },
  {
    name: 'a replacement without its unique keys',
    edits: [],
    statements: [
      `ALTER TABLE order_replacements DROP PRIMARY KEY, DROP INDEX uq_order_replacements_payment,
         ADD KEY (replaces_order_id), ADD KEY (payment_id)`,
      'ALTER TABLE order_receipts DROP INDEX uq_order_receipts_payment, ADD KEY (payment_id)',
    ],
    provokedBy: [replacedOnTwoInstances],
    complaint: /charged 50000, has 40000 .* completed orders for 20000/,
  },
  {
    name: 'orders that are to be paid placed as orders that are not',
    edits: [
      {
        file: 'modules/order/persistence/order.repository.ts',
        find: 'added.filter(({ order }) => !hasBill(order))',
        replace: 'added',
      },
      {
        file: 'modules/order/persistence/order.repository.ts',
        find: '(hasBill(order) ? [{ order, trace }] : [])',
        replace: '(hasBill(order) ? [] : [{ order: order as never, trace }])',
      },
    ],
    provokedBy: [benefitsOverThreeLines],
    complaint: /^bill\.paid: /,
  },
  {
    name: 'a reservation stored after its order',
    edits: [
      {
        file: 'modules/order/persistence/order-transitions.ts',
        find: `    tx.defer('INSERT INTO order_reservations (order_id, user_id, reserved_until, reserve_limit) VALUES ?', [`,
        replace: `    const later = (sql: string, parameters: unknown[]) =>
      tx.afterCommit(() => setTimeout(() => void this.clock['database'].execute(sql, parameters as never), 300));
    later('INSERT INTO order_reservations (order_id, user_id, reserved_until, reserve_limit) VALUES ?', [`,
      },
    ],
    provokedBy: [killedAfterReserving],
    complaint: /^reservation\.pending: /,
  },
];
