import type { JSX } from 'preact';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { lastReport } from '../attention/integrity-report';

const messages = translations({
  ko: {
    title: (at: string) => `데이터 점검에서 찾은 문제 (${at})`,
    checks: '데이터 점검',
  },
  en: {
    title: (at: string) => `Found by the integrity checks (${at})`,
    checks: 'Integrity checks',
  },
});

/** The tables whose findings have the number of a product. */
const OF_PRODUCTS: readonly string[] = ['stocks', 'products'];

/** What the integrity checks, when they were last run here, found wrong with the stock of this product. */
export function StockFindings({ productId }: { readonly productId: number }): JSX.Element | null {
  const report = lastReport.value;
  const findings = (report?.rules ?? [])
    .filter(({ rule, table }) => rule.startsWith('stock.') && OF_PRODUCTS.includes(table))
    .flatMap(({ rule, rows }) =>
      rows.filter(({ id }) => Number(id) === productId).map(({ detail }) => ({ rule, detail })),
    );
  if (report === undefined || findings.length === 0) return null;
  return (
    <div class="findings">
      <p class="danger">{messages.title(dateTime(report.checkedAt))}</p>
      <ul>
        {findings.map(({ rule, detail }) => (
          <li key={`${rule} ${detail}`}>
            <code>{rule}</code> <span lang="en">{detail}</span>
          </li>
        ))}
      </ul>
      <a href={linkTo('/health')}>{messages.checks}</a>
    </div>
  );
}
