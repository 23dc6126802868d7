// The table at the end: what happened, how fast, and whether it is exact.
import { say } from '../say.mjs';

/** @typedef {[string, string]} Row */

/**
 * @typedef {object} Result
 * @property {import('./sale.mjs').Sale} sale
 * @property {import('./deal.mjs').Deal} deal
 * @property {import('./listeners.mjs').Listener[]} listeners
 * @property {import('./audit.mjs').Check[]} checks
 * @property {number} products
 * @property {number} units
 * @property {number} accounts
 * @property {number} repeats
 */

/** @param {Result} result */
export function report({ sale, deal, listeners, checks, products, units, accounts, repeats }) {
  const count = countsOf(sale.outcomes.map(({ kind }) => kind));
  const sold = count.get('201 ORDER_SUCCESS') ?? 0;
  const refused = [...count].filter(([kind]) => kind !== '201 ORDER_SUCCESS').sort(([a], [b]) => a.localeCompare(b));
  const heard = listeners.flatMap(({ deals }) => deals.get(deal.eventId)?.at ?? []);
  say(
    table([
      [
        ['Units sold', `${sold} of ${units}`],
        ...refused.map(
          ([kind, times]) =>
            /** @type {Row} */ ([`${isRefusal(kind) ? 'Refused' : 'Otherwise'}: ${kind}`, String(times)]),
        ),
        ['Orders at once', `${sale.outcomes.length.toLocaleString('en')} of ${accounts} accounts`],
        ['Requests repeated (busy, cut)', String(repeats)],
      ],
      [
        ['Time of the sale', `${(sale.milliseconds / 1_000).toFixed(2)} s`],
        ['Orders per second', Math.round((sale.outcomes.length / sale.milliseconds) * 1_000).toLocaleString('en')],
        ['Answers: p50 / p99 / last', spread(sale.outcomes.map(({ milliseconds }) => milliseconds))],
      ],
      [
        [`Deal over ${products.toLocaleString('en')} products`, `answered in ${ms(deal.answeredAt - deal.askedAt)}`],
        ['Listeners who heard it', `${heard.length} of ${listeners.length}`],
        // The signal follows the commit, not the answer: a negative time is one before it.
        ['Answer to signal: p50 / p99 / last', spread(heard.map((at) => at - deal.answeredAt))],
        ['Request to signal: p50 / p99 / last', spread(heard.map((at) => at - deal.askedAt))],
        ['First listener to others: p50 / p99 / last', spread(heard.map((at) => at - Math.min(...heard)))],
      ],
      checks.map(({ what, expected, seen }) => [
        `${seen === expected ? '✓' : '✗'} ${what}`,
        seen === expected ? String(seen) : `${seen}, not ${expected}`,
      ]),
    ]),
  );
}

/** @param {readonly Row[][]} sections */
function table(sections) {
  const rows = sections.flat();
  const [left, right] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string} */ ends) => {
    const [first, middle, last] = ends;
    return `${first}${'─'.repeat((left ?? 0) + 2)}${middle}${'─'.repeat((right ?? 0) + 2)}${last}`;
  };
  const body = sections.map((section) =>
    section.map(([what, value]) => `│ ${what.padEnd(left ?? 0)} │ ${value.padStart(right ?? 0)} │`).join('\n'),
  );
  return `\n${line('┌┬┐')}\n${body.join(`\n${line('├┼┤')}\n`)}\n${line('└┴┘')}`;
}

/** @param {string} kind */
const isRefusal = (kind) => kind.endsWith('INSUFFICIENT_STOCK');

/** @param {readonly string[]} kinds */
function countsOf(kinds) {
  /** @type {Map<string, number>} */
  const count = new Map();
  for (const kind of kinds) count.set(kind, (count.get(kind) ?? 0) + 1);
  return count;
}

/** @param {readonly number[]} times */
function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const below = (/** @type {number} */ share) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  return [0.5, 0.99, 1].map((share) => ms(below(share))).join(' / ');
}

/** @param {number} milliseconds */
function ms(milliseconds) {
  return Number.isNaN(milliseconds) ? '–' : `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
}
