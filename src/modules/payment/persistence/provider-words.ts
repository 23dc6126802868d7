import { Injectable } from '@nestjs/common';
import { Batcher, type Outcome } from '#platform/batching/batcher';
import { isTransient } from '#platform/database/errors';
import { Unavailable } from '#platform/domain-error';
import { tracing } from '#platform/observability/tracing';
import type { Payment } from '../domain/payment';
import { PaymentResults, type ProviderWord } from './payment-results';

type Outcomes = readonly Outcome<Payment | undefined>[];

/**
 * Stores what providers have said. Words that arrive at the same time share a transaction, but for two that concern one
 * order, as of a confirmation and of a look beside it, or of two attempts: the later one is stored by the next
 * transaction, and so is judged by the rows that the earlier one has left, as if they had not met.
 *
 * A word that cannot be stored fails alone: the batch of the first words is halved down to it. Words of a later
 * transaction fail together, because the first ones are stored by then; what is not stored is found out again.
 */
@Injectable()
export class ProviderWords {
  private readonly words = new Batcher<ProviderWord, Payment | undefined>((words) => this.recordAll(words), {
    name: 'payment.record',
    maxBatchSize: 500,
    maxQueue: 5_000,
    onFull: () => new Unavailable('Storing the outcomes of payments'),
    failsAll: isTransient,
  });

  constructor(private readonly results: PaymentResults) {}

  /** @returns the payment as it is then */
  record(word: ProviderWord): Promise<Payment | undefined> {
    return this.words.add({ ...word, trace: tracing?.current() });
  }

  private async recordAll(words: readonly ProviderWord[]): Promise<Outcomes> {
    const outcomes = new Map<ProviderWord, Outcome<Payment | undefined>>();
    for (const [index, round] of roundsOf(words).entries()) {
      try {
        const payments = new Map((await this.results.record(round)).map((payment) => [payment.paymentId, payment]));
        for (const word of round) outcomes.set(word, { value: payments.get(word.paymentId) });
      } catch (error) {
        if (index === 0) throw error;
        for (const word of round) outcomes.set(word, { failed: error });
      }
    }
    return words.map((word) => outcomes.get(word) as Outcome<Payment | undefined>);
  }
}

/** The first word about each order, the second, and so on. */
function roundsOf(words: readonly ProviderWord[]): ProviderWord[][] {
  const rounds: ProviderWord[][] = [];
  const counts = new Map<number, number>();
  for (const word of words) {
    const count = counts.get(word.orderId) ?? 0;
    counts.set(word.orderId, count + 1);
    (rounds[count] ??= []).push(word);
  }
  return rounds;
}
