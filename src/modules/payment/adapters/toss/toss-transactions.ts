import type { ProviderTransaction } from '../../domain/provider';
import type { TossClient } from './toss-client';
import { instantOf, koreanTime, PATHS, type TossTransaction, tossTransactions } from './toss-dialect';

/** The documentation says that a page takes up to 60 s. */
const PAGE_LIMIT_MS = 60_000;
/** Far below the most that a page may have, so that none is larger than what is read of an answer. */
const PAGE = 500;

/**
 * What was captured and cancelled from one instant until before another. Pages follow one another by the key of the last
 * entry; a page that is not full is the last one.
 * @throws Error when the list could not be read to its end
 */
export async function listTransactions(
  client: TossClient,
  from: Date,
  until: Date,
  signal: AbortSignal,
): Promise<ProviderTransaction[]> {
  const found = new Map<string, TossTransaction>();
  for (let last: string | undefined; ;) {
    const query = new URLSearchParams({ startDate: koreanTime(from), endDate: koreanTime(until), limit: String(PAGE) });
    if (last !== undefined) query.set('startingAfter', last);
    const path = `${PATHS.transactions}?${query.toString()}`;
    const call = { method: 'GET', path, limitMs: PAGE_LIMIT_MS, signal } as const;
    const { body: page, error } = await client.send(call, tossTransactions);
    if (error !== undefined) throw new Error(`Toss Payments has refused the list of transactions: ${error}`);
    const before = found.size;
    for (const transaction of page) found.set(transaction.transactionKey, transaction);
    if (page.length < PAGE) break;
    if (found.size === before) throw new Error('The list of transactions does not end');
    last = page.at(-1)?.transactionKey;
  }
  return [...found.values()].flatMap(toTransaction).filter(({ at }) => at >= from && at < until);
}

/** Accounts that were given out, and attempts that were not captured, moved no money. */
function toTransaction(transaction: TossTransaction): ProviderTransaction[] {
  const { status, transactionKey, paymentKey, orderId, amount, currency, transactionAt } = transaction;
  const kind = KINDS[status];
  if (kind === undefined) return [];
  const names = { providerOrderId: orderId, providerKey: paymentKey, reference: transactionKey };
  return [{ kind, ...names, amount: Math.abs(amount), currency, at: instantOf(transactionAt) }];
}

const KINDS: Readonly<Record<string, ProviderTransaction['kind']>> = {
  DONE: 'CAPTURE',
  CANCELED: 'CANCEL',
  PARTIAL_CANCELED: 'CANCEL',
};
