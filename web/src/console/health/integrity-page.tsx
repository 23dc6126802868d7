import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useAction } from '../../api/action';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Empty, ErrorNotice, Loading } from '../../ui/notices';
import { CheckResults } from './check-results';
import { HealthHeading } from './health-heading';
import { lastReport, runChecks } from '../attention/integrity-report';

const messages = translations({
  ko: {
    run: '지금 점검하기',
    before: '저장된 데이터가 규칙에 맞는지 확인해요. 데이터는 바뀌지 않아요.',
    sound: '이상 없음',
    notSound: '데이터에 문제가 있어요',
    soundWhy: (rules: string) => `점검 항목 ${rules}개를 모두 통과했어요.`,
    notSoundWhy: (rows: string, rules: string) => `점검 항목 ${rules}개에서 문제를 ${rows}건 찾았어요.`,
    at: (at: string) => `${at} 기준`,
  },
  en: {
    run: 'Run checks',
    before: 'Checks that all stored data is consistent. Nothing is changed.',
    sound: 'No problems found',
    notSound: 'Problems found',
    soundWhy: (rules: string) => `All ${rules} checks passed.`,
    notSoundWhy: (rows: string, rules: string) => `Failed checks: ${rules}. Affected rows: ${rows}.`,
    at: (at: string) => `As of ${at}`,
  },
});

type Report = components['schemas']['IntegrityView'];

export function IntegrityPage(): JSX.Element {
  const { busy, failure, perform } = useAction();
  const report = lastReport.value;
  return (
    <>
      <HealthHeading view="integrity">
        <button type="button" class="primary" aria-disabled={busy} onClick={() => void perform(runChecks)}>
          {messages.run}
        </button>
      </HealthHeading>
      {failure !== undefined && <ErrorNotice error={failure} />}
      {busy && <Loading />}
      {!busy && report === undefined && failure === undefined && <Empty>{messages.before}</Empty>}
      <div role="status">{!busy && report !== undefined && <Verdict report={report} />}</div>
      {!busy && report !== undefined && <CheckResults checks={report.rules} />}
    </>
  );
}

function Verdict({ report: { sound, rules, checkedAt } }: { readonly report: Report }): JSX.Element {
  const broken = rules.filter(({ findings }) => findings > 0);
  const rows = broken.reduce((sum, { findings }) => sum + findings, 0);
  return (
    <div class="check-summary card">
      <p class={sound ? 'big-figure success' : 'big-figure danger'}>{sound ? messages.sound : messages.notSound}</p>
      <p>{sound ? messages.soundWhy(count(rules.length)) : messages.notSoundWhy(count(rows), count(broken.length))}</p>
      <p class="hint">{messages.at(dateTime(checkedAt))}</p>
    </div>
  );
}
