import type { Scenario } from './scenario';
import {
  cardInterleavings,
  interleavings,
  paymentInterleavings,
  shippingInterleavings,
} from './interleavings/interleavings';
import { instanceKilled } from './scenarios/instance-killed';
import { instanceKeyedTwice } from './scenarios/instance-keyed-twice';
import { instanceSilenced } from './scenarios/instance-silenced';
import { instancePoisoned } from './scenarios/instance-poisoned';
import { frozenHolder } from './scenarios/frozen-holder';
import { zombie } from './scenarios/zombie';
import { handlersFailing } from './scenarios/handlers-failing';
import { socketsCut } from './scenarios/sockets-cut';
import { rollingRestart } from './scenarios/rolling-restart';
import { overloadCrowd } from './scenarios/overload-crowd';
import { overloadLogins } from './scenarios/overload-logins';
import { hostileClients } from './scenarios/hostile-clients';
import { overloadCompletion } from './scenarios/overload-completion';
import { databaseKilled } from './scenarios/database-killed';
import { databaseFrozen } from './scenarios/database-frozen';
import { databaseUnwell } from './scenarios/database-unwell';
import { databaseInDoubt, paymentsInDoubt } from './scenarios/database-in-doubt';
import { replicaBehind } from './scenarios/replica-behind';
import { redisLost } from './scenarios/redis-lost';
import { redisGone } from './scenarios/redis-gone';
import { wiresBroken } from './scenarios/wires-broken';
import { lockNodesLost } from './scenarios/lock-nodes-lost';
import { clusterNodeLost, sentinelFailover } from './scenarios/redis-moved';
import { clockOff } from './scenarios/clock-off';
import { salesMidnight } from './scenarios/sales-midnight';
import { couponRush } from './scenarios/coupon-rush';
import { paymentKilled } from './scenarios/payment-killed';
import { paymentAndCancel } from './scenarios/payment-and-cancel';
import { paymentSilent, paymentUnsure } from './scenarios/payment-answers';
import { paymentLate } from './scenarios/payment-late';
import { paymentTabs } from './scenarios/payment-tabs';
import { paymentWebhooks } from './scenarios/payment-webhooks';
import { paymentsSwitched } from './scenarios/payments-switched';
import { refundKilled, refundStuck } from './scenarios/refund-faults';
import { expiryCrowd } from './scenarios/expiry-crowd';
import { expiryFrozen } from './scenarios/expiry-frozen';
import { shippingRestart } from './scenarios/shipping-restart';
import { returnsRaced } from './scenarios/returns-raced';
import { pointsRush } from './scenarios/points-rush';

/** All scenarios, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  interleavings,
  instanceKilled,
  instanceKeyedTwice,
  instanceSilenced,
  frozenHolder,
  zombie,
  handlersFailing,
  instancePoisoned,
  databaseKilled,
  databaseFrozen,
  databaseInDoubt,
  databaseUnwell,
  replicaBehind,
  socketsCut,
  rollingRestart,
  overloadCrowd,
  overloadLogins,
  overloadCompletion,
  hostileClients,
  redisLost,
  redisGone,
  lockNodesLost,
  sentinelFailover,
  clusterNodeLost,
  wiresBroken,
  clockOff,
  salesMidnight,
  couponRush,
  paymentInterleavings,
  cardInterleavings,
  paymentKilled,
  paymentAndCancel,
  paymentLate,
  paymentSilent,
  paymentUnsure,
  paymentWebhooks,
  paymentTabs,
  paymentsInDoubt,
  paymentsSwitched,
  refundKilled,
  refundStuck,
  shippingInterleavings,
  shippingRestart,
  returnsRaced,
  pointsRush,
  expiryCrowd,
  expiryFrozen,
];
