import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { now } from '../../api/shop';
import { translations } from '../../i18n/language';
import { deviceZone, instantsOf, utcOffset } from '../../i18n/local-time';
import { Field, Select } from '../../ui/field';
import type { EnteredTime } from './entered-time';

const messages = translations({
  ko: {
    zone: (name: string, offset: string) => `이 기기의 시간대 기준: ${name} (UTC${offset})`,
    skipped: '이 날 시계가 앞으로 조정되어 없는 시각이에요. 다른 시각을 선택해 주세요.',
    twice: '이 시각은 두 번 있어요',
    first: (offset: string) => `먼저 오는 시각 (UTC${offset})`,
    second: (offset: string) => `나중에 오는 시각 (UTC${offset})`,
  },
  en: {
    zone: (name: string, offset: string) => `Time zone of this device: ${name} (UTC${offset})`,
    skipped: 'Clocks go forward and skip this time. Choose another one.',
    twice: 'Clocks show this time twice',
    first: (offset: string) => `The first time (UTC${offset})`,
    second: (offset: string) => `The second time (UTC${offset})`,
  },
});

/** Years have four digits, also while they are typed. */
const LATEST = '9999-12-31T23:59';

interface TimeFieldProperties {
  readonly label: string;
  readonly time: EnteredTime;
  readonly onTime: (time: EnteredTime) => void;
  readonly error?: string | undefined;
}

/** A date and time in the time zone of this device. Says when clocks skip or repeat it. */
export function TimeField({ label, time, onTime, error }: TimeFieldProperties): JSX.Element {
  const zone = deviceZone();
  const instants = instantsOf(time.local, zone);
  const [first, second] = instants;
  const meant = (time.isSecond ? second : undefined) ?? first;
  const isSkipped = first === undefined && !Number.isNaN(Date.parse(`${time.local}Z`));
  const box = useRef<HTMLDivElement>(null);
  // The form is not sent with a time that does not exist.
  useEffect(() => box.current?.querySelector('input')?.setCustomValidity(isSkipped ? messages.skipped : ''));
  return (
    <div ref={box} class="time-field">
      <Field
        label={label}
        type="datetime-local"
        required
        max={LATEST}
        value={time.local}
        onValue={(local) => onTime({ local, isSecond: false })}
        error={isSkipped ? messages.skipped : error}
        hint={messages.zone(zone, meant?.offset ?? utcOffset(now.peek(), zone))}
      />
      {first !== undefined && second !== undefined && (
        <Select
          label={messages.twice}
          value={time.isSecond ? 'second' : 'first'}
          options={[
            ['first', messages.first(first.offset)],
            ['second', messages.second(second.offset)],
          ]}
          onValue={(chosen) => onTime({ local: time.local, isSecond: chosen === 'second' })}
        />
      )}
    </div>
  );
}
