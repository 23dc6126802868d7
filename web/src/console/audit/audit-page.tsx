import { answerOf, type components } from '@hotdeal/client';
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useAttempt } from '../../ground/attempt';
import { count, moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { Empty, Failure, Loading } from '../../ground/notices';
import { shop } from '../../ground/shop';
import { PageHeading } from '../page-heading';
import { IntegrityChecks } from './audit-rules';

const said = wordsOf({
  ko: {
    audit: '점검',
    run: '지금 점검하기',
    before: '저장된 모든 것이 규칙을 지키는지 살펴봅니다. 아무것도 바꾸지 않습니다.',
    sound: '이상 없음',
    notSound: '규칙에 어긋난 기록이 있습니다',
    soundWhy: (rules: string) => `규칙 ${rules}개를 모두 지키고 있습니다.`,
    notSoundWhy: (rows: string, rules: string) => `규칙 ${rules}개에 어긋난 기록이 ${rows}건 있습니다.`,
    at: (at: string) => `${at} 기준`,
  },
  en: {
    audit: 'Audit',
    run: 'Run the audit now',
    before: 'Looks whether everything that is stored keeps every rule. It changes nothing.',
    sound: 'Sound',
    notSound: 'Not sound',
    soundWhy: (rules: string) => `All ${rules} rules are kept.`,
    notSoundWhy: (rows: string, rules: string) => `Rules broken: ${rules}. Rows that break them: ${rows}.`,
    at: (at: string) => `As of ${at}`,
  },
});

type Report = components['schemas']['IntegrityView'];

/** Stays while other places of the console are visited. */
const last = signal<Report | undefined>(undefined);

export function AuditPage(): JSX.Element {
  const { busy, failure, attempt } = useAttempt();
  const run = async (): Promise<void> => {
    last.value = await answerOf(shop.api.GET('/api/admin/audit'));
  };
  const report = last.value;
  return (
    <>
      <PageHeading title={said.audit}>
        <button type="button" class="primary" disabled={busy} onClick={() => void attempt(run)}>
          {said.run}
        </button>
      </PageHeading>
      {failure !== undefined && <Failure error={failure} />}
      {busy && <Loading />}
      {!busy && report === undefined && failure === undefined && <Empty>{said.before}</Empty>}
      <div role="status">{!busy && report !== undefined && <Verdict report={report} />}</div>
      {!busy && report !== undefined && <IntegrityChecks rules={report.rules} />}
    </>
  );
}

function Verdict({ report: { sound, rules, checkedAt } }: { readonly report: Report }): JSX.Element {
  const broken = rules.filter(({ findings }) => findings > 0);
  const rows = broken.reduce((sum, { findings }) => sum + findings, 0);
  return (
    <div class="verdict card">
      <p class={sound ? 'big-figure good' : 'big-figure bad'}>{sound ? said.sound : said.notSound}</p>
      <p>{sound ? said.soundWhy(count(rules.length)) : said.notSoundWhy(count(rows), count(broken.length))}</p>
      <p class="hint">{said.at(moment(checkedAt))}</p>
    </div>
  );
}
