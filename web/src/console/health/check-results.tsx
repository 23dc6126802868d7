import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { DataTable } from '../ui/data-table';

type Check = components['schemas']['IntegrityCheckView'];

const messages = translations({
  ko: {
    rules: '점검 항목',
    rule: '항목',
    meaning: '설명',
    table: '테이블',
    findings: '문제',
    row: '기록',
    detail: '내용',
    firstOnly: (shown: string, all: string) => `전체 ${all}건 중 처음 ${shown}건`,
  },
  en: {
    rules: 'Checks',
    rule: 'Check',
    meaning: 'Description',
    table: 'Table',
    findings: 'Problems',
    row: 'Row',
    detail: 'Detail',
    firstOnly: (shown: string, all: string) => `Showing the first ${shown} of ${all}`,
  },
});

/** Failed checks come first, each with the rows that it found. */
export function CheckResults({ checks }: { readonly checks: readonly Check[] }): JSX.Element {
  const ordered = [...checks].sort((one, other) => other.findings - one.findings);
  const failed = ordered.filter(({ findings }) => findings > 0);
  return (
    <>
      {failed.map((check) => (
        <FailedCheck key={check.rule} check={check} />
      ))}
      <h2>{messages.rules}</h2>
      <DataTable
        label={messages.rules}
        columns={[messages.rule, messages.meaning, messages.table, `#${messages.findings}`]}
      >
        {ordered.map(({ rule, description, table, findings }) => (
          <tr key={rule}>
            <th scope="row">
              <code class="clamped">{rule}</code>
            </th>
            <td class="prose" lang="en">
              {description}
            </td>
            <td>
              <code>{table}</code>
            </td>
            <td class={findings > 0 ? 'number danger' : 'number'}>{count(findings)}</td>
          </tr>
        ))}
      </DataTable>
    </>
  );
}

function FailedCheck({ check: { rule, description, findings, rows } }: { readonly check: Check }): JSX.Element {
  return (
    <section>
      <h2 class="danger">
        <code>{rule}</code>
      </h2>
      <p lang="en">{description}</p>
      {rows.length < findings && <p class="hint">{messages.firstOnly(count(rows.length), count(findings))}</p>}
      <DataTable label={rule} columns={[messages.row, messages.detail]}>
        {rows.map(({ id, detail }) => (
          <tr key={`${id} ${detail}`}>
            <th scope="row">{id}</th>
            <td class="prose" lang="en">
              {detail}
            </td>
          </tr>
        ))}
      </DataTable>
    </section>
  );
}
