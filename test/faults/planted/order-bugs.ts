import {
  cancelledBeforeCompletion,
  lateCommit,
  killedBeforeCommit,
  killedBetweenCommits,
  oneKeyOnTwoInstances,
  waitForLastUnit,
} from '../interleavings/order-interleavings';
import type { PlantedBug } from './planted-bug';

const ORDERS = 'modules/order/persistence/order.repository.ts';
const STATUSES = 'modules/order/persistence/order-status-writer.ts';

export const orderBugs: readonly PlantedBug[] = [
  {
    name: 'events dispatched before the commit',
    edits: [
      {
        file: 'platform/events/event-bus.ts',
        find: 'if (own.length > 0) tx.afterCommit(() => this.dispatcher.accept(own));',
        replace: 'if (own.length > 0) this.dispatcher.accept(own);',
      },
    ],
    provokedBy: [killedBeforeCommit],
    complaint: /^sale\.order: /,
  },
  {
    name: 'the completion mark outside of the transaction',
    edits: [
      {
        file: 'platform/events/event-dispatcher.ts',
        find: 'await joined(',
        replace: 'await this.store.remove(ids);\n    await joined(',
      },
    ],
    provokedBy: [killedBetweenCommits],
    complaint: /^order\.settled: /,
  },
  {
    name: 'no unique key for repeated requests',
    edits: [],
    statements: [`ALTER TABLE idempotency_keys DROP INDEX uq_idempotency_keys_user_key, ADD KEY (user_id, idem_key)`],
    provokedBy: [oneKeyOnTwoInstances],
    complaint: /one key, several orders/,
  },
  {
    name: 'a status stored without a compare',
    edits: [
      {
        file: STATUSES,
        find: `WHERE order_id IN (?) AND status = ?',
      [status, failureReason, soldOn, orderIds, from],`,
        replace: `WHERE order_id IN (?)',
      [status, failureReason, soldOn, orderIds, from],`,
      },
    ],
    provokedBy: [cancelledBeforeCompletion],
    complaint: /its cancel was confirmed, and it is ORDER_SUCCESS/,
  },
  {
    name: 'an unknown commit read instead of repeated',
    edits: [
      {
        file: ORDERS,
        find: 'if (error instanceof CommitUnknown) return this.insertAgain(orders, error);',
        replace: `if (error instanceof CommitUnknown) {
        const outcomes = await this.outcomesOfCommitted(orders);
        if (outcomes.every((outcome) => 'value' in outcome)) return outcomes;
        for (const { order } of orders) Object.assign(order, { orderId: order.orderId + 500_000 });
        return this.insert(orders);
      }`,
      },
    ],
    provokedBy: [lateCommit],
    complaint: /no buyer asked for it/,
  },
  {
    name: 'a wait answered without the outcome',
    edits: [
      {
        file: 'modules/order/use-cases/place-order.ts',
        find: '{ ...order, status: outcome.status, failureReason: outcome.failureReason }',
        replace: `{ ...order, status: 'ORDER_SUCCESS' as const }`,
      },
    ],
    provokedBy: [waitForLastUnit],
    complaint: /answered ORDER_SUCCESS, and it is ORDER_FAILURE/,
  },
];
