import { dayIn, instantOf, isDateTime } from './zoned-time';

const read = (text: string, zone: string): string => {
  expect(isDateTime(text)).toBe(true);
  return instantOf(text, zone).toISOString();
};

describe('a date and time', () => {
  it.each([
    ['2025-07-15T00:00:00', 'Asia/Seoul', '2025-07-14T15:00:00.000Z'],
    ['2025-07-15T00:00', 'Asia/Seoul', '2025-07-14T15:00:00.000Z'],
    ['2025-07-15T00:00:00.25', 'Asia/Seoul', '2025-07-14T15:00:00.250Z'],
    ['2025-07-15T00:00:00.1239', 'UTC', '2025-07-15T00:00:00.123Z'],
    ['2025-07-15T00:00:00', 'UTC', '2025-07-15T00:00:00.000Z'],
    ['2025-07-15T00:00:00', 'America/New_York', '2025-07-15T04:00:00.000Z'],
    ['2025-01-15T00:00:00', 'America/New_York', '2025-01-15T05:00:00.000Z'],
    ['2025-01-15T00:00:00', 'Asia/Kathmandu', '2025-01-14T18:15:00.000Z'],
    ['2025-12-31T23:59:59', 'Pacific/Kiritimati', '2025-12-31T09:59:59.000Z'],
    ['2024-02-29T12:00:00', 'Pacific/Pago_Pago', '2024-02-29T23:00:00.000Z'],
  ])('%s without an offset is a time of %s', (text, zone, instant) => {
    expect(read(text, zone)).toBe(instant);
  });

  it.each([
    ['2025-07-15T00:00:00Z', '2025-07-15T00:00:00.000Z'],
    ['2025-07-15T00:00:00+09:00', '2025-07-14T15:00:00.000Z'],
    ['2025-07-15T00:00:00-03:30', '2025-07-15T03:30:00.000Z'],
  ])('%s with an offset is the same instant in every zone', (text, instant) => {
    expect(read(text, 'Asia/Seoul')).toBe(instant);
    expect(read(text, 'America/New_York')).toBe(instant);
  });

  it.each([
    ['that the clocks show twice is the first of both', '2025-11-02T01:30:00', '2025-11-02T05:30:00.000Z'],
    ['just before a repeated hour is read as it is', '2025-11-02T00:59:59', '2025-11-02T04:59:59.000Z'],
    ['just after a repeated hour is read as it is', '2025-11-02T02:00:00', '2025-11-02T07:00:00.000Z'],
    ['that the clocks skip is moved on by an hour', '2025-03-09T02:30:00', '2025-03-09T07:30:00.000Z'],
    ['just before a skipped hour is read as it is', '2025-03-09T01:59:59', '2025-03-09T06:59:59.000Z'],
    ['just after a skipped hour is read as it is', '2025-03-09T03:00:00', '2025-03-09T07:00:00.000Z'],
  ])('%s', (_, text, instant) => {
    expect(read(text, 'America/New_York')).toBe(instant);
  });

  it('is read as the instant at which the clocks of the zone show it, for every hour of a year in several zones', () => {
    for (const zone of ['Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Seoul']) {
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      const shownAt = (instant: Date): string => clock.format(instant).replace(' ', 'T');
      for (let hour = 0; hour < 365 * 24; hour += 1) {
        const instant = new Date(Date.UTC(2025, 0, 1, hour, 30));
        const shown = shownAt(instant);
        const found = instantOf(shown, zone);
        if (found.getTime() === instant.getTime()) continue;
        if (shownAt(found) !== shown || found > instant) throw new Error(`${zone} ${instant.toISOString()}`);
      }
    }
  });

  it.each([
    '2025-02-30T00:00:00',
    '2025-02-29T00:00:00',
    '2025-13-01T00:00:00',
    '2025-00-01T00:00:00',
    '2025-01-00T00:00:00',
    '2025-01-01T24:00:00',
    '2025-01-01T23:60:00',
    '2025-01-01T23:59:60',
    '2025-01-01T00:00:00+24:00',
    '2025-01-01T00:00:00+09:60',
    '2025-01-01T00:00:00+0900',
    '2025-01-01 00:00:00',
    '2025-01-01',
    '25-01-01T00:00:00',
    '0000-01-01T00:00:00',
    '1969-12-31T23:59:59',
    '9999-01-01T00:00:00',
    '+02025-01-01T00:00:00',
    '2025-1-1T00:00:00',
    '2025-01-01T00:00:00Z\n',
    'now',
    '',
  ])('%j is refused', (text) => {
    expect(isDateTime(text)).toBe(false);
    expect(() => instantOf(text, 'UTC')).toThrow(RangeError);
  });
});

describe('the day of an instant', () => {
  it('is that of the zone asked for', () => {
    const instant = new Date('2025-07-14T15:00:00.000Z');
    expect(dayIn('Asia/Seoul', instant)).toBe('2025-07-15');
    expect(dayIn('Asia/Seoul', new Date(instant.getTime() - 1))).toBe('2025-07-14');
    expect(dayIn('America/New_York', instant)).toBe('2025-07-14');
  });
});
