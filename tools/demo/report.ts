// The table at the end: what happened, how fast, and whether it is exact.
import { print } from '../terminal';
import type { Check, SaleRecord } from './reconciliation';
import type { Sale } from './sale';

type Row = readonly [string, string];

interface DemoResult {
  readonly sale: Sale;
  readonly record: SaleRecord;
  readonly checks: readonly Check[];
  readonly accounts: number;
}

export function printReport({ sale, record, checks, accounts }: DemoResult): void {
  print(
    table([
      outcomeRows(sale, record.units, accounts),
      [
        ['Time of the sale', `${(sale.milliseconds / 1_000).toFixed(2)} s`],
        ['Orders per second', Math.round((sale.outcomes.length / sale.milliseconds) * 1_000).toLocaleString('en')],
        ['Answers: p50 / p99 / last', percentiles(sale.outcomes.map(({ milliseconds }) => milliseconds))],
      ],
      signalRows(record),
      checks.map(({ what, expected, actual }) => [
        `${actual === expected ? '✓' : '✗'} ${what}`,
        actual === expected ? actual.toLocaleString('en') : `${actual}, not ${expected}`,
      ]),
    ]),
  );
}

function outcomeRows({ outcomes, retries }: Sale, units: number, accounts: number): readonly Row[] {
  const counts = countsOf(outcomes.map(({ kind }) => kind));
  const others = [...counts]
    .filter(([kind]) => !isSold(kind))
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, count]): Row => [`${isRefusal(kind) ? 'Refused' : 'Other'}: ${kind}`, String(count)]);
  return [
    ['Units sold', `${outcomes.filter(({ kind }) => isSold(kind)).length} of ${units}`],
    ...others,
    ['Orders at once', `${outcomes.length.toLocaleString('en')} of ${accounts} accounts`],
    ['Requests retried (busy, connection lost)', String(retries)],
  ];
}

function signalRows({ deal, products, subscribers }: SaleRecord): readonly Row[] {
  const received = subscribers.flatMap(({ deals }) => deals.get(deal.eventId)?.at ?? []);
  const since = (start: number): string => percentiles(received.map((at) => at - start));
  return [
    [`Deal over ${products.toLocaleString('en')} products`, `created in ${ms(deal.answeredAt - deal.requestedAt)}`],
    ['Sockets that received it', `${received.length} of ${subscribers.length}`],
    // The signal follows the commit, not the answer, so it can arrive before the answer: a negative time.
    ['Answer to signal: p50 / p99 / last', since(deal.answeredAt)],
    ['Request to signal: p50 / p99 / last', since(deal.requestedAt)],
    ['First socket to others: p50 / p99 / last', since(Math.min(...received))],
  ];
}

function table(sections: readonly (readonly Row[])[]): string {
  const rows = sections.flat();
  const [left, right] = ([0, 1] as const).map((column) => Math.max(...rows.map((row) => row[column].length)));
  const line = ([first, middle, last]: readonly string[]): string =>
    `${first}${'─'.repeat((left ?? 0) + 2)}${middle}${'─'.repeat((right ?? 0) + 2)}${last}`;
  const body = sections.map((section) =>
    section.map(([what, value]) => `│ ${what.padEnd(left ?? 0)} │ ${value.padStart(right ?? 0)} │`).join('\n'),
  );
  return `\n${line(['┌', '┬', '┐'])}\n${body.join(`\n${line(['├', '┼', '┤'])}\n`)}\n${line(['└', '┴', '┘'])}`;
}

const isSold = (kind: string): boolean => ['201 ORDER_SUCCESS', '201 ORDER_PENDING'].includes(kind);
const isRefusal = (kind: string): boolean => /INSUFFICIENT_STOCK$|TOO_MANY_UNPAID_ORDERS$/.test(kind);

function countsOf(kinds: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function percentiles(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  return [0.5, 0.99, 1].map((share) => ms(at(share))).join(' / ');
}

function ms(milliseconds: number): string {
  return Number.isNaN(milliseconds) ? '–' : `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
}
