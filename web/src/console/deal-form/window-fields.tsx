import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { Choice } from '../ui/choice';
import { NO_TIME } from '../ui/entered-time';
import { TimeField } from '../ui/time-field';
import type { DealTerms } from './deal-terms';

const messages = translations({
  ko: {
    start: '시작',
    now: '바로 시작',
    later: '시각 지정',
    startAt: '시작 시각',
    end: '종료',
    byDays: '기간으로',
    byTime: '시각으로',
    days: '기간 (일)',
    endAt: '종료 시각',
  },
  en: {
    start: 'Start',
    now: 'Now',
    later: 'At a specific time',
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
  const { start, endBy, days, end } = terms;
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
            error={errors.get('startEventTime')}
          />
        )}
      </fieldset>
      <fieldset class="start-choice">
        <legend>{messages.end}</legend>
        <Choice name="end" checked={endBy === 'days'} onChoice={() => onTerms({ endBy: 'days' })}>
          {messages.byDays}
        </Choice>
        <Choice name="end" checked={endBy === 'time'} onChoice={() => onTerms({ endBy: 'time' })}>
          {messages.byTime}
        </Choice>
        {endBy === 'days' ? (
          <Field
            label={messages.days}
            type="number"
            required
            min={1}
            max={365}
            value={days}
            onValue={(value) => onTerms({ days: value })}
            error={errors.get('eventDuration')}
          />
        ) : (
          <TimeField
            label={messages.endAt}
            time={end}
            onTime={(time) => onTerms({ end: time })}
            error={errors.get('endEventTime')}
          />
        )}
      </fieldset>
    </>
  );
}
