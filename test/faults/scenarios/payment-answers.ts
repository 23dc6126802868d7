import { setTimeout as pause } from 'node:timers/promises';
import type { Saying } from '../../servers/payment-provider';
import { type CardPurchase, disturbed, killOne, purchases } from '../rig/card-purchase';
import { PAYING } from '../rig/payers';
import { endPayments, missing } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig, RunResult } from '../rig/rig';
import type { Length, Scenario } from '../scenario';

const CONCURRENT = 24;
/** What a buyer is answered while the outcome is not known: do not pay again. */
const UNKNOWN = 202;

/** Each is the answer to one call that confirms a payment. */
const SILENCES: readonly Omit<Saying, 'route'>[] = [
  { silence: 'after' },
  { silence: 'before' },
  { cut: 'after' },
  { cut: 'before' },
  { delayAnswerMs: 2_000 },
];

/** Errors that decide nothing, whatever their status: the money was taken, or not. The same key is answered the same again. */
const UNSURE: readonly Omit<Saying, 'route'>[] = [
  ...['FAILED_INTERNAL_SYSTEM_PROCESSING', 'FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING', 'UNKNOWN_PAYMENT_ERROR'],
  ...['PROVIDER_ERROR', 'CARD_PROCESSING_ERROR', 'ALREADY_PROCESSED_PAYMENT', 'IDEMPOTENT_REQUEST_PROCESSING'],
  ...['TOO_MANY_REQUESTS', 'A_CODE_OF_NEXT_YEAR'],
].flatMap((error) => [
  { error, work: true },
  { error, work: false },
]);

export const paymentSilent: Scenario = {
  name: 'payment-silent',
  promise: 'finds out whether the money was taken when the provider does not answer, and takes it once',
  rig: { variables: PAYING, provider: true },
  run: (rig, length) => answeredSo(rig, length, SILENCES, 60),
};

export const paymentUnsure: Scenario = {
  name: 'payment-unsure',
  promise: 'finds out whether the money was taken when the provider answers with an error that decides nothing',
  rig: { variables: PAYING, provider: true },
  run: (rig, length) => answeredSo(rig, length, UNSURE, 90),
};

async function answeredSo(
  rig: Rig,
  length: Length,
  answers: readonly Omit<Saying, 'route'>[],
  orders: number,
): Promise<RunResult> {
  const products = [await rig.stock(1_000_000), await rig.stock(1_000_000)];
  let unknown = 0;
  const buying = purchases(
    rig,
    { orders: orders * length, concurrent: CONCURRENT, products },
    async (purchase, number) => {
      const answer = answers[number % answers.length] as Saying;
      if (await isUnknownFirst(rig, purchase, answer)) unknown++;
    },
  );
  const log = await disturbed(buying, () => killOne(rig, [4_000, 8_000]));
  const ends = await endPayments(rig);
  const result = await rig.verify(log.calls);
  const figures = { ...result.figures, ...ends, 'answered 202': unknown };
  const broken = [...(await untruePayments([log], rig.query)), ...missing(figures, 'paid', 'answered 202')];
  return { broken: [...result.broken, ...broken], figures };
}

/** Pays, and is answered so by the provider. Every third buyer cancels meanwhile, or is too late. */
async function isUnknownFirst(rig: Rig, purchase: CardPurchase, answer: Saying): Promise<boolean> {
  const returned = await purchase.begin();
  if (returned === undefined) return false;
  await rig.provider.say({ ...answer, route: 'confirm', orderId: returned.orderId });
  const { random } = purchase;
  const first: { status: number }[] = [];
  await Promise.all([
    purchase.confirm(returned, first as never),
    random.chance(0.15) && pause(random.between(0, 3_000)).then(() => purchase.cancel()),
    random.chance(0.15) && pause(random.between(0, 3_000)).then(() => purchase.expire()),
  ]);
  return first.some(({ status }) => status === UNKNOWN);
}
