import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { count } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { TableBox } from '../table-box';

type Rule = components['schemas']['RuleView'];

const said = wordsOf({
  ko: {
    rules: '규칙',
    rule: '규칙',
    meaning: '뜻',
    table: '표',
    findings: '어긋난 기록',
    row: '기록',
    detail: '내용',
    firstOnly: (shown: string, all: string) => `${all}건 가운데 처음 ${shown}건`,
  },
  en: {
    rules: 'Rules',
    rule: 'Rule',
    meaning: 'Meaning',
    table: 'Table',
    findings: 'Findings',
    row: 'Row',
    detail: 'Detail',
    firstOnly: (shown: string, all: string) => `The first ${shown} of ${all}`,
  },
});

/** The rules that rows break come first, each with its rows. */
export function IntegrityChecks({ rules }: { readonly rules: readonly Rule[] }): JSX.Element {
  const ordered = [...rules].sort((one, other) => other.findings - one.findings);
  const broken = ordered.filter(({ findings }) => findings > 0);
  return (
    <>
      {broken.map((rule) => (
        <BrokenRule key={rule.rule} rule={rule} />
      ))}
      <h2>{said.rules}</h2>
      <TableBox label={said.rules} columns={[said.rule, said.meaning, said.table, `#${said.findings}`]}>
        {ordered.map(({ rule, description, table, findings }) => (
          <tr key={rule}>
            <th scope="row">
              <code class="named">{rule}</code>
            </th>
            <td class="prose" lang="en">
              {description}
            </td>
            <td>
              <code>{table}</code>
            </td>
            <td class={findings > 0 ? 'number bad' : 'number'}>{count(findings)}</td>
          </tr>
        ))}
      </TableBox>
    </>
  );
}

function BrokenRule({ rule: { rule, description, findings, rows } }: { readonly rule: Rule }): JSX.Element {
  return (
    <section>
      <h2 class="bad">
        <code>{rule}</code>
      </h2>
      <p lang="en">{description}</p>
      {rows.length < findings && <p class="hint">{said.firstOnly(count(rows.length), count(findings))}</p>}
      <TableBox label={rule} columns={[said.row, said.detail]}>
        {rows.map(({ id, detail }) => (
          <tr key={`${id} ${detail}`}>
            <th scope="row">{id}</th>
            <td class="prose" lang="en">
              {detail}
            </td>
          </tr>
        ))}
      </TableBox>
    </section>
  );
}
