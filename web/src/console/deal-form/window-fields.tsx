import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { DaysOrTime, StartChoice } from '../ui/time-choices';
import type { DealTerms } from './deal-terms';

const messages = translations({
  ko: {
    start: '시작',
    startAt: '시작 시각',
    end: '종료',
    byDays: '기간으로',
    byTime: '시각으로',
    days: '기간 (일)',
    endAt: '종료 시각',
  },
  en: {
    start: 'Start',
    startAt: 'Start time',
    end: 'End',
    byDays: 'After some days',
    byTime: 'At a specific end time',
    days: 'Duration (days)',
    endAt: 'End time',
  },
});

interface WindowFieldsProperties {
  readonly terms: DealTerms;
  readonly onTerms: (change: Partial<DealTerms>) => void;
  /** by the field of the API */
  readonly errors: ReadonlyMap<string, string>;
}

/** When a deal starts and ends. */
export function WindowFields({ terms, onTerms, errors }: WindowFieldsProperties): JSX.Element {
  return (
    <>
      <StartChoice
        legend={messages.start}
        label={messages.startAt}
        start={terms.start}
        onStart={(start) => onTerms({ start })}
        error={errors.get('startEventTime')}
      />
      <DaysOrTime
        name="end"
        legend={messages.end}
        by={terms.endBy}
        onBy={(endBy) => onTerms({ endBy })}
        days={{
          choice: messages.byDays,
          label: messages.days,
          max: 365,
          value: terms.days,
          onValue: (days) => onTerms({ days }),
          error: errors.get('eventDuration'),
        }}
        time={{
          choice: messages.byTime,
          label: messages.endAt,
          value: terms.end,
          onTime: (end) => onTerms({ end }),
          error: errors.get('endEventTime'),
        }}
      />
    </>
  );
}
