import fc from 'fast-check';
import type { BuyerAction } from '../../tools/pg/controls';
import type { Saying } from '../../tools/pg/sayings';

export const PRICE = 10_000;

/** What becomes of a call that confirms, and how it is answered. */
export const ANSWERS = {
  taken: {},
  declined: { error: 'REJECT_CARD_PAYMENT' },
  'not taken, no answer': { cut: 'before' },
  'taken, no answer': { cut: 'after' },
  'not taken, unsure': { error: 'PROVIDER_ERROR', work: false },
  'taken, unsure': { error: 'FAILED_INTERNAL_SYSTEM_PROCESSING', work: true },
  'taken in part': { amount: PRICE - 1_000 },
  /** before we hear of it */
  'taken and cancelled': { cut: 'after' },
  'taken and cancelled in part': { cut: 'after' },
} as const satisfies Record<string, Saying>;
export type Answer = keyof typeof ANSWERS;

const METHODS = ['CARD', 'TRANSFER', 'VIRTUAL_ACCOUNT', 'POINTS'] as const;
type Method = (typeof METHODS)[number];

export type Step =
  | { readonly does: 'request'; readonly method: Method }
  | { readonly does: 'confirm'; readonly attempt: number; readonly answer: Answer }
  | { readonly does: 'visit'; readonly attempt: number; readonly action: BuyerAction }
  | { readonly does: 'webhook'; readonly attempt: number; readonly status: string }
  | { readonly does: 'look' | 'capture' | 'cancel there' | 'cancel a part there'; readonly attempt: number }
  | { readonly does: 'expire' | 'cancel' | 'give up' | 'use coupon elsewhere' | 'hand over' }
  | { readonly does: 'ship' | 'deliver' }
  /** units: 0 means all that are left */
  | { readonly does: 'return'; readonly units: number }
  | { readonly does: 'end return'; readonly as: 'COMPLETED' | 'REJECTED' };

/** What one buyer does with one order, and what happens to it meanwhile. */
export interface Sequence {
  /** of the two products, the one of which there are only a few units */
  readonly isScarce: boolean;
  readonly units: number;
  readonly usePoints: number;
  /** what the buyer's coupon takes off; 0: there is none */
  readonly discount: number;
  /** each step, and whether the next one begins at the same time */
  readonly steps: readonly { readonly step: Step; readonly together: boolean }[];
}

const attempt = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('request' as const),
      method: fc.constantFrom<Method>('CARD', 'VIRTUAL_ACCOUNT', ...METHODS),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('confirm' as const),
      attempt,
      answer: fc.constantFrom<Answer>('taken', 'taken', ...(Object.keys(ANSWERS) as Answer[])),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('visit' as const),
      attempt,
      action: fc.constantFrom<BuyerAction>(
        'pay',
        'decline',
        'fail',
        'leave',
        'deposit',
        'deposit',
        'deposit',
        'bounce',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('webhook' as const),
      attempt,
      status: fc.constantFrom('DONE', 'CANCELED', 'ABORTED', 'EXPIRED', 'WAITING_FOR_DEPOSIT'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom(
        ...(['look', 'look', 'look', 'capture', 'capture', 'cancel there', 'cancel a part there'] as const),
      ),
      attempt,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom('expire' as const, 'cancel' as const, 'give up' as const, 'hand over' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('use coupon elsewhere' as const) }) },
);

const ofGoods: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('ship' as const, 'deliver' as const) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('return' as const), units: fc.constantFrom(0, 1, 1, 1, 2) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('end return' as const),
      as: fc.constantFrom('COMPLETED' as const, 'COMPLETED' as const, 'REJECTED' as const),
    }),
  },
);

/** What most orders would come to only by too many steps in the right order: it is paid, has left, or has arrived. */
const BEGINNINGS = (['CARD', 'POINTS'] as const).map((method): readonly Step[] => [
  { does: 'request', method },
  ...(method === 'POINTS' ? [] : [{ does: 'confirm', attempt: 0, answer: 'taken' } as const]),
  { does: 'hand over' },
  { does: 'ship' },
  { does: 'deliver' },
]);

const oneAfterOther = (some: fc.Arbitrary<Step>): fc.Arbitrary<Sequence['steps']> =>
  fc.array(fc.record({ step: some, together: fc.boolean() }), { minLength: 1, maxLength: 10, size: 'max' });

/** A third of them are about goods that have been paid for. */
const steps: fc.Arbitrary<Sequence['steps']> = fc.oneof(
  { weight: 2, arbitrary: oneAfterOther(step) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...BEGINNINGS),
        fc.constantFrom(0, 0, 0, 1, 2),
        oneAfterOther(fc.oneof({ weight: 5, arbitrary: ofGoods }, { weight: 1, arbitrary: step })),
      )
      .map(([beginning, without, then]) => [
        ...beginning.slice(0, beginning.length - without).map((one) => ({ step: one, together: false })),
        ...then,
      ]),
  },
);

export const sequence: fc.Arbitrary<Sequence> = fc.record({
  isScarce: fc.boolean(),
  units: fc.constantFrom(1, 2),
  usePoints: fc.constantFrom(0, 0, 3_000, PRICE),
  discount: fc.constantFrom(0, 0, 2_000, PRICE),
  steps,
});
