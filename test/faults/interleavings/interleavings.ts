import { withTimeout } from '#platform/timing/with-timeout';
import type { Scenario } from '../scenario';
import { oppositeProductOrder } from './stock-interleavings';
import { frozenMidSale } from './stock-interleavings';
import type { Interleaving } from './interleaving';
import {
  cancelledBeforeCompletion,
  lateCommit,
  killedAfterReturn,
  killedBeforeCommit,
  killedBetweenCommits,
  oneKeyOnTwoInstances,
  waitForLastUnit,
} from './order-interleavings';
import { cancelledTheDayAfter, killedInCompletion } from './sales-interleavings';
import { changedBeforeClearing, killedBeforeClearing, oneCartOnTwoInstances } from './cart-interleavings';
import { couponReleasedLate, frozenWhileIssuing, oneUserOnTwoInstances } from './coupon-interleavings';
import { flushedAfterLogout, recoveredAfterLogout } from './login-interleavings';
import { couponKeptAfterRelease, couponReservedLate, twoOrdersOneCoupon } from './benefit-interleavings';
import {
  authorizedWhileExpiring,
  benefitsOverThreeLines,
  capturedTooLate,
  consumedAfterRelease,
  killedAfterSettling,
  killedAfterSpending,
  paidWhileExpiring,
  twoOrdersOneWallet,
} from './payment-interleavings';
import {
  chargedOnTwoInstances,
  killedAfterReserving,
  replacedOnTwoInstances,
  twoPaymentsOneWallet,
} from './points-interleavings';
import {
  amountChanged,
  cancelledAfterConsole,
  confirmedAfterExpiry,
  confirmLost,
  forgedCapture,
  killedBeforeRefund,
  killedBeforeResult,
  refundLost,
  takenWithoutAnswer,
  twoMethodsAtOnce,
} from './card-interleavings';
import {
  cancelledBeforeShipping,
  killedAfterRestock,
  killedBeforeShipping,
  refundedOnTwoInstances,
  returnedOnTwoInstances,
} from './shipping-interleavings';
import { SHIPPING } from '../rig/order-events';
import { PAYING } from '../rig/payers';

const LIMIT_MS = 60_000;

const ALL: readonly Interleaving[] = [
  frozenMidSale,
  oppositeProductOrder,
  killedBeforeCommit,
  killedBetweenCommits,
  killedAfterReturn,
  oneKeyOnTwoInstances,
  cancelledBeforeCompletion,
  lateCommit,
  waitForLastUnit,
  killedInCompletion,
  cancelledTheDayAfter,
  killedBeforeClearing,
  changedBeforeClearing,
  oneCartOnTwoInstances,
  frozenWhileIssuing,
  oneUserOnTwoInstances,
  couponReleasedLate,
  flushedAfterLogout,
  recoveredAfterLogout,
];

const OF_PAYMENTS: readonly Interleaving[] = [
  killedAfterSpending,
  killedAfterSettling,
  paidWhileExpiring,
  authorizedWhileExpiring,
  capturedTooLate,
  consumedAfterRelease,
  twoOrdersOneWallet,
  twoPaymentsOneWallet,
  chargedOnTwoInstances,
  replacedOnTwoInstances,
  killedAfterReserving,
  benefitsOverThreeLines,
  twoOrdersOneCoupon,
  couponReservedLate,
  couponKeptAfterRelease,
];

const BY_CARD: readonly Interleaving[] = [
  confirmedAfterExpiry,
  killedBeforeResult,
  takenWithoutAnswer,
  confirmLost,
  refundLost,
  twoMethodsAtOnce,
  amountChanged,
  cancelledAfterConsole,
  killedBeforeRefund,
  forgedCapture,
];

const OF_SHIPPING: readonly Interleaving[] = [
  cancelledBeforeShipping,
  killedBeforeShipping,
  returnedOnTwoInstances,
  killedAfterRestock,
  refundedOnTwoInstances,
];

/** Runs all of them on one rig, one after the other. */
export const interleavings = of(ALL);

/** The same in a shop whose orders are to be paid. */
export const paymentInterleavings: Scenario = {
  ...of(OF_PAYMENTS),
  name: 'payment-interleavings',
  promise:
    'keeps money, points and goods together when a payment meets an expiry, a cancel or a crash at the worst moment',
};

/** The same in a shop that works with a payment provider. */
export const cardInterleavings: Scenario = {
  ...of(BY_CARD),
  name: 'card-interleavings',
  promise: 'takes the money of an order once, and knows of it, when a payment by card meets the worst moment',
};

/** The same in a shop that ships its orders by hand. */
export const shippingInterleavings: Scenario = {
  ...of(OF_SHIPPING),
  name: 'shipping-interleavings',
  promise:
    'lets no cancelled order leave, and takes goods back once, when an instance dies or is late at the worst moment',
};

/** The scenario that consists of these interleavings only. */
export function of(some: readonly Interleaving[]): Scenario {
  return {
    name: 'interleavings',
    promise: 'keeps its promises when two or three events meet at the worst moment',
    rig: {
      variables: { LOCK_LEASE_MS: '500', ...variablesOf(some) },
      provider: some.some((one) => BY_CARD.includes(one)),
    },
    async run(rig) {
      const observed = [];
      for (const interleaving of some) {
        // New orders are refused while those of a dead instance wait too long, and no order would reach the point.
        if (observed.length > 0) await rig.completed();
        const late = () => new Error(`${interleaving.name}: not finished within ${LIMIT_MS / 1000} s`);
        const { logs = [], broken = [] } = await withTimeout(LIMIT_MS, interleaving.run(rig), late);
        observed.push({ logs, broken: broken.map((complaint) => `${interleaving.name}: ${complaint}`) });
        await rig.heal();
      }
      const result = await rig.verify(...observed.flatMap(({ logs }) => logs));
      return { ...result, broken: [...observed.flatMap(({ broken }) => broken), ...result.broken] };
    },
  };
}

function variablesOf(some: readonly Interleaving[]): Readonly<Record<string, string>> {
  if (some.some((one) => OF_SHIPPING.includes(one))) return SHIPPING;
  return some.some((one) => OF_PAYMENTS.includes(one) || BY_CARD.includes(one)) ? PAYING : {};
}
