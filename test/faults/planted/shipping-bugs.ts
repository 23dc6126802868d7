import {
  cancelledBeforeShipping,
  killedAfterRestock,
  killedBeforeShipping,
  refundedOnTwoInstances,
} from '../interleavings/shipping-interleavings';
import type { PlantedBug } from './planted-bug';

/** Mistakes by which goods leave, or come back, without their order. */
export const shippingBugs: readonly PlantedBug[] = [
  {
    name: 'a parcel that leaves without asking the order',
    edits: [
      {
        file: 'modules/shipping/use-cases/advance-shipments.ts',
        find: '    const answers = await this.orders.progress(',
        replace: `    const saysYes = (steps) => steps.map(({ orderId }) => ({ orderId, outcome: 'DONE' }));
    const answers = saysYes(`,
      },
    ],
    provokedBy: [cancelledBeforeShipping],
    complaint: /^shipment\.order: .*SHIPPED, its order: ORDER_CANCELLED/,
  },
  {
    name: 'progress without the rule of versions',
    edits: [
      {
        file: 'modules/order/domain/progress.ts',
        find: `return step.version > version ? 'DONE' : 'ALREADY';`,
        replace: `return 'DONE';`,
      },
    ],
    provokedBy: [killedBeforeShipping],
    complaint: /its shipping was published as 1,1/,
  },
  {
    // The key of what was restocked would hide it, so it is removed as well.
    name: 'a return restocked without asking whether it was',
    edits: [
      {
        file: 'modules/stock/persistence/stock-return.repository.ts',
        find: '\n    .filter(({ returnId, productId }) => !done.has(`${returnId} ${productId}`));',
        replace: '; void done;',
      },
    ],
    statements: ['ALTER TABLE stock_returns DROP PRIMARY KEY, ADD KEY (return_id, product_id)'],
    provokedBy: [killedAfterRestock],
    complaint: /^stock\.returned: .*2 movements/,
  },
  {
    // The key of the cause would hide it, so it is removed as well.
    name: 'a refund of a return without its cause',
    edits: [
      {
        file: 'modules/payment/domain/refund.ts',
        find: ' || seen.has(causeKey(refund))',
        replace: '',
      },
    ],
    statements: ['ALTER TABLE refunds DROP INDEX uq_refunds_cause, ADD KEY (payment_id, cause, cause_id)'],
    provokedBy: [refundedOnTwoInstances],
    complaint: /kept, goods for 10000 returned, and 20000 of 30000 paid back/,
  },
];
