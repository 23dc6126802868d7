import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { Choice } from './choice';
import { type EnteredTime, NO_TIME } from './entered-time';
import { TimeField } from './time-field';

const messages = translations({
  ko: { now: '바로 시작', later: '시각 지정' },
  en: { now: 'Now', later: 'At a specific time' },
});

interface StartChoiceProperties {
  readonly legend: string;
  readonly label: string;
  /** `undefined`: now */
  readonly start: EnteredTime | undefined;
  readonly onStart: (start: EnteredTime | undefined) => void;
  readonly error: string | undefined;
}

/** Something starts now or at a time. */
export function StartChoice({ legend, label, start, onStart, error }: StartChoiceProperties): JSX.Element {
  return (
    <fieldset class="start-choice">
      <legend>{legend}</legend>
      <Choice name="start" checked={start === undefined} onChoice={() => onStart(undefined)}>
        {messages.now}
      </Choice>
      <Choice name="start" checked={start !== undefined} onChoice={() => onStart(NO_TIME)}>
        {messages.later}
      </Choice>
      {start !== undefined && <TimeField label={label} time={start} onTime={onStart} error={error} />}
    </fieldset>
  );
}

interface DaysOrTimeProperties {
  /** of the choice among the others of its form */
  readonly name: string;
  readonly legend: string;
  readonly by: 'days' | 'time';
  readonly onBy: (by: 'days' | 'time') => void;
  readonly days: {
    readonly choice: string;
    readonly label: string;
    readonly max: number;
    readonly value: string;
    readonly onValue: (days: string) => void;
    readonly error: string | undefined;
  };
  readonly time: {
    readonly choice: string;
    readonly label: string;
    readonly value: EnteredTime;
    readonly onTime: (time: EnteredTime) => void;
    readonly error: string | undefined;
  };
}

/** Something ends after some days or at a time. */
export function DaysOrTime({ name, legend, by, onBy, days, time }: DaysOrTimeProperties): JSX.Element {
  return (
    <fieldset class="start-choice">
      <legend>{legend}</legend>
      <Choice name={name} checked={by === 'days'} onChoice={() => onBy('days')}>
        {days.choice}
      </Choice>
      <Choice name={name} checked={by === 'time'} onChoice={() => onBy('time')}>
        {time.choice}
      </Choice>
      {by === 'days' ? (
        <Field
          label={days.label}
          type="number"
          required
          min={1}
          max={days.max}
          value={days.value}
          onValue={days.onValue}
          error={days.error}
        />
      ) : (
        <TimeField label={time.label} time={time.value} onTime={time.onTime} error={time.error} />
      )}
    </fieldset>
  );
}
