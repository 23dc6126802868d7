import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { Choice } from '../ui/choice';
import { NO_TIME } from '../ui/entered-time';
import { TimeField } from '../ui/time-field';
import type { CouponFieldsProperties } from './coupon-terms';

const messages = translations({
  ko: {
    start: '발급 시작',
    now: '바로 시작',
    later: '시각 지정',
    startAt: '발급 시작 시각',
    endAt: '발급 종료 시각',
    validity: '사용 기간',
    byDays: '받은 날부터',
    byTime: '정해진 시각까지',
    days: '사용 기간 (일)',
    validUntil: '사용 종료 시각',
  },
  en: {
    start: 'Issuing starts',
    now: 'Now',
    later: 'At a specific time',
    startAt: 'Issued from',
    endAt: 'Issued until',
    validity: 'Valid',
    byDays: 'For some days after issue',
    byTime: 'Until a specific time',
    days: 'Valid for (days)',
    validUntil: 'Valid until',
  },
});

/** When customers can get the coupon. */
export function IssueFields({ terms, onTerms, errors }: CouponFieldsProperties): JSX.Element {
  const { start, end } = terms;
  return (
    <>
      <fieldset class="start-choice">
        <legend>{messages.start}</legend>
        <Choice name="start" checked={start === undefined} onChoice={() => onTerms({ start: undefined })}>
          {messages.now}
        </Choice>
        <Choice name="start" checked={start !== undefined} onChoice={() => onTerms({ start: NO_TIME })}>
          {messages.later}
        </Choice>
        {start !== undefined && (
          <TimeField
            label={messages.startAt}
            time={start}
            onTime={(time) => onTerms({ start: time })}
            error={errors.get('issueStartTime')}
          />
        )}
      </fieldset>
      <TimeField
        label={messages.endAt}
        time={end}
        onTime={(time) => onTerms({ end: time })}
        error={errors.get('issueEndTime')}
      />
    </>
  );
}

/** How long the customer can use it. */
export function ValidityFields({ terms, onTerms, errors }: CouponFieldsProperties): JSX.Element {
  const { validBy, validDays, validUntil } = terms;
  return (
    <fieldset class="start-choice">
      <legend>{messages.validity}</legend>
      <Choice name="validity" checked={validBy === 'days'} onChoice={() => onTerms({ validBy: 'days' })}>
        {messages.byDays}
      </Choice>
      <Choice name="validity" checked={validBy === 'time'} onChoice={() => onTerms({ validBy: 'time' })}>
        {messages.byTime}
      </Choice>
      {validBy === 'days' ? (
        <Field
          label={messages.days}
          type="number"
          required
          min={1}
          max={3_650}
          value={validDays}
          onValue={(value) => onTerms({ validDays: value })}
          error={errors.get('validDays')}
        />
      ) : (
        <TimeField
          label={messages.validUntil}
          time={validUntil}
          onTime={(time) => onTerms({ validUntil: time })}
          error={errors.get('validUntil')}
        />
      )}
    </fieldset>
  );
}
