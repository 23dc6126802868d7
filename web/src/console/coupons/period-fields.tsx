import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { DaysOrTime, StartChoice } from '../ui/time-choices';
import { TimeField } from '../ui/time-field';
import type { CouponFieldsProperties } from './coupon-terms';

const messages = translations({
  ko: {
    start: '발급 시작',
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
  return (
    <>
      <StartChoice
        legend={messages.start}
        label={messages.startAt}
        start={terms.start}
        onStart={(start) => onTerms({ start })}
        error={errors.get('issueStartTime')}
      />
      <TimeField
        label={messages.endAt}
        time={terms.end}
        onTime={(time) => onTerms({ end: time })}
        error={errors.get('issueEndTime')}
      />
    </>
  );
}

/** How long the customer can use it. */
export function ValidityFields({ terms, onTerms, errors }: CouponFieldsProperties): JSX.Element {
  return (
    <DaysOrTime
      name="validity"
      legend={messages.validity}
      by={terms.validBy}
      onBy={(validBy) => onTerms({ validBy })}
      days={{
        choice: messages.byDays,
        label: messages.days,
        max: 3_650,
        value: terms.validDays,
        onValue: (validDays) => onTerms({ validDays }),
        error: errors.get('validDays'),
      }}
      time={{
        choice: messages.byTime,
        label: messages.validUntil,
        value: terms.validUntil,
        onTime: (validUntil) => onTerms({ validUntil }),
        error: errors.get('validUntil'),
      }}
    />
  );
}
