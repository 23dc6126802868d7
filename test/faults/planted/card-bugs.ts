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
} from '../interleavings/card-interleavings';
import type { PlantedBug } from './planted-bug';

const CONFIRM = 'modules/payment/use-cases/confirm-payment.ts';
const MONEY = 'modules/payment/use-cases/move-money.ts';
const TOSS = 'modules/payment/adapters/toss/toss-provider.ts';

/** Mistakes by which money and goods part when an order is paid by card. */
export const cardBugs: readonly PlantedBug[] = [
  {
    name: 'a payment confirmed without asking the order',
    edits: [
      {
        file: MONEY,
        find: `    if (authorization.outcome !== 'PAYABLE') throw unpayable(authorization);
    if (authorization.due !== payment.amount) throw amountMismatch(authorization.due);
`,
        replace: '    void authorization;\n',
      },
    ],
    provokedBy: [confirmedAfterExpiry],
    complaint: /a card was charged for an expired order/,
  },
  {
    name: 'an intent stored after the call',
    edits: [
      {
        file: MONEY,
        find: '    const isOwn = await this.attempts.intend(',
        replace: `    await this.calls.confirm({ ...payment, providerKey, confirmAttempt: 1 });
    const isOwn = await this.attempts.intend(`,
      },
    ],
    provokedBy: [killedBeforeResult],
    complaint: /the provider keeps 10000 of 10000, and 0 is for goods, 0 is owed \(REQUESTED\)/,
  },
  {
    name: 'an outcome that is not known taken for a refusal',
    edits: [
      {
        file: MONEY,
        find: `      if (outcome.outcome !== 'UNKNOWN') return await this.conclude(payment, outcome);`,
        replace: `      const known = outcome.outcome === 'UNKNOWN' ? ({ outcome: 'REFUSED', code: 'UNKNOWN' } as const) : outcome;
      if (known.outcome !== ('UNKNOWN' as string)) return await this.conclude(payment, known);`,
      },
    ],
    provokedBy: [takenWithoutAnswer],
    complaint: /the provider keeps 10000 of 10000, and 0 is for goods, 0 is owed \(FAILED\)/,
  },
  {
    name: 'a new key for each call that confirms',
    edits: [
      {
        file: 'modules/payment/domain/payment.ts',
        find: '`hd:confirm:${providerOrderId}#${confirmAttempt}`',
        replace: '`hd:confirm:${providerOrderId}#${confirmAttempt}-${performance.now()}`',
      },
    ],
    provokedBy: [confirmLost],
    complaint: /confirm was called under 2 keys/,
  },
  {
    name: 'a new key for each call that pays back',
    edits: [
      {
        file: 'modules/payment/domain/refund-outcome.ts',
        find: '`hd:refund:${mark}#${attempt}`',
        replace: '`hd:refund:${mark}#${attempt}-${performance.now()}`',
      },
    ],
    provokedBy: [refundLost],
    complaint: /cancel was called under \d keys/,
  },
  {
    name: 'no unique key for the live payment of an order',
    edits: [],
    statements: [
      'ALTER TABLE payments DROP INDEX uq_payments_live, DROP INDEX uq_payments_ordinal, ADD KEY (order_id, live)',
    ],
    provokedBy: [twoMethodsAtOnce],
    complaint: /it has 2 live payments/,
  },
  {
    name: 'the amount of the browser sent to the provider',
    edits: [
      {
        file: CONFIRM,
        find: '    if (payment.amount !== amount) throw amountMismatch(payment.amount);\n',
        replace: '    void [amount, amountMismatch];\n',
      },
      {
        file: CONFIRM,
        find: 'this.money.begin(payment,',
        replace: 'this.money.begin({ ...payment, amount: confirmation.amount },',
      },
      {
        file: MONEY,
        find: '    if (authorization.due !== payment.amount) throw amountMismatch(authorization.due);\n',
        replace: '    void amountMismatch;\n',
      },
    ],
    provokedBy: [amountChanged],
    complaint: /the browser's amount was sent to the provider/,
  },
  {
    // The plan of the refunds, the guard of the UPDATE and the CHECK each hide it, so all three are removed.
    name: 'a refund that does not look at what is left',
    edits: [
      {
        file: 'modules/payment/domain/refund.ts',
        find: 'const amount = Math.min(refund.amount ?? available, available);',
        replace: 'const amount = refund.amount ?? payment.captured;',
      },
      {
        file: 'modules/payment/persistence/refund.repository.ts',
        find: ' AND captured - refund_total >= ?',
        replace: ' AND captured + refund_total >= ?',
      },
    ],
    statements: ['ALTER TABLE payments DROP CONSTRAINT ck_payments_money'],
    provokedBy: [cancelledAfterConsole],
    complaint: /^payment\.refunds: |the refund .* over 10000 is/,
  },
  {
    name: 'a refund that is done before it is sent',
    edits: [
      {
        file: 'modules/payment/use-cases/send-refunds.ts',
        find: '      const outcome = await this.asker.execute(refund, signal);',
        replace: `      await this.record([refund], () => ({ outcome: 'REFUNDED', reference: null }));
      const outcome = await this.asker.execute(refund, signal);`,
      },
    ],
    provokedBy: [killedBeforeRefund],
    complaint: /the refund .* over 10000 is DONE, there nothing/,
  },
  {
    name: 'the body of a webhook that is believed',
    edits: [
      {
        file: TOSS,
        find: '    return hintOf(webhook);',
        replace: `    const { data } = JSON.parse(webhook.body.toString());
    if (data?.status === 'DONE') this.believed.set(data.orderId, data);
    return hintOf(webhook);`,
      },
      {
        file: TOSS,
        find: '  private readonly client: TossClient;\n',
        replace: '  private readonly client: TossClient;\n  private readonly believed = new Map();\n',
      },
      {
        file: TOSS,
        find: '    const answer = await this.find(payment, signal);\n',
        replace: `    const told = this.believed.get(payment.providerOrderId);
    if (told !== undefined) {
      const { orderId: providerOrderId, totalAmount: amount, currency } = told;
      return { outcome: 'CAPTURED', amount, currency, providerOrderId, cancels: [] };
    }
    const answer = await this.find(payment, signal);
`,
      },
    ],
    provokedBy: [forgedCapture],
    complaint: /a forged webhook has made it ORDER_SUCCESS/,
  },
];
