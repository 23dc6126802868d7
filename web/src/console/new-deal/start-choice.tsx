import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { timeZone, utcOffset } from '../../i18n/local-time';
import { Field } from '../../ui/field';

const messages = translations({
  ko: {
    start: '시작',
    now: '바로 시작',
    later: '시각 지정',
    at: '시작 시각',
    zone: (name: string, offset: string) => `${name} 기준 (UTC${offset})`,
  },
  en: {
    start: 'Start',
    now: 'Now',
    later: 'At a specific time',
    at: 'Start time',
    zone: (name: string, offset: string) => `Time zone: ${name} (UTC${offset})`,
  },
});

interface StartChoiceProperties {
  /** a local time; undefined for now */
  readonly start: string | undefined;
  readonly onStart: (start: string | undefined) => void;
  readonly error: string | undefined;
}

export function StartChoice({ start, onStart, error }: StartChoiceProperties): JSX.Element {
  return (
    <fieldset class="start-choice">
      <legend>{messages.start}</legend>
      <label>
        <input type="radio" name="start" checked={start === undefined} onChange={() => onStart(undefined)} />{' '}
        {messages.now}
      </label>
      <label>
        <input type="radio" name="start" checked={start !== undefined} onChange={() => onStart('')} /> {messages.later}
      </label>
      {start !== undefined && (
        <Field
          label={messages.at}
          type="datetime-local"
          required
          value={start}
          onValue={onStart}
          error={error}
          hint={messages.zone(timeZone(), utcOffset(start === '' ? new Date().toISOString() : start))}
        />
      )}
    </fieldset>
  );
}
