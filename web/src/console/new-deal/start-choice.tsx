import type { JSX } from 'preact';
import { Field } from '../../ground/field';
import { wordsOf } from '../../ground/language';
import { offsetAt, zone } from './local-time';

const said = wordsOf({
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
  /** a local time; nothing: now */
  readonly start: string | undefined;
  readonly onStart: (start: string | undefined) => void;
  readonly fault: string | undefined;
}

export function StartChoice({ start, onStart, fault }: StartChoiceProperties): JSX.Element {
  return (
    <fieldset class="start">
      <legend>{said.start}</legend>
      <label>
        <input type="radio" name="start" checked={start === undefined} onChange={() => onStart(undefined)} /> {said.now}
      </label>
      <label>
        <input type="radio" name="start" checked={start !== undefined} onChange={() => onStart('')} /> {said.later}
      </label>
      {start !== undefined && (
        <Field
          label={said.at}
          type="datetime-local"
          required
          value={start}
          onValue={onStart}
          fault={fault}
          hint={said.zone(zone(), offsetAt(start === '' ? new Date().toISOString() : start))}
        />
      )}
    </fieldset>
  );
}
