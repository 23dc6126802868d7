import { Temporal } from 'temporal-polyfill';
import { instantsOf, localTimeAt, utcOffset } from '../../web/src/i18n/local-time';

const ZONES = [
  'Asia/Seoul',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Europe/London',
  'Europe/Berlin',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Asia/Kathmandu',
  'UTC',
];
const QUARTERS_OF_THREE_DAYS = Array.from({ length: 3 * 96 }, (_, quarter) => quarter * 15);

/** What the standard's own algorithm finds. */
function expectedInstants(local: Temporal.PlainDateTime, zone: string): readonly number[] {
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    local.toZonedDateTime(zone, { disambiguation }),
  );
  const shown = [earlier, later].filter((time) => time?.toPlainDateTime().equals(local));
  return [...new Set(shown.map((time) => time?.epochMilliseconds ?? 0))];
}

describe('the instants of a local time', () => {
  it.each(ZONES)('are those of the standard around each change of the clocks in %s, and to and fro', (zone) => {
    const [found, expected]: [unknown[], unknown[]] = [[], []];
    let change: Temporal.ZonedDateTime | null = Temporal.ZonedDateTime.from(`2026-01-01T00:00[${zone}]`);
    for (let count = 0; count < 4 && change !== null; count += 1) {
      const begin = change.toPlainDateTime().subtract({ days: 1 }).round('hour');
      for (const minutes of QUARTERS_OF_THREE_DAYS) {
        const local = begin.add({ minutes });
        const text = local.toString().slice(0, 16);
        const instants = instantsOf(text, zone);
        found.push([text, ...instants.map(({ at }) => at)]);
        expected.push([text, ...expectedInstants(local, zone)]);
        for (const { at, offset } of instants) {
          found.push([localTimeAt(at, zone), Date.parse(`${text}:00${offset}`)]);
          expected.push([text, at]);
        }
      }
      change = change.getTimeZoneTransition('next');
    }
    expect(found).toEqual(expected);
  });

  it('are none in an hour that is skipped', () => {
    expect(instantsOf('2027-03-14T02:30', 'America/New_York')).toEqual([]);
    // A whole day was skipped where the date line was moved.
    expect(instantsOf('2011-12-30T12:00', 'Pacific/Apia')).toEqual([]);
  });

  it('are two in an hour that is repeated, the earlier one first', () => {
    expect(instantsOf('2027-11-07T01:30', 'America/New_York').map(({ offset }) => offset)).toEqual([
      '-04:00',
      '-05:00',
    ]);
  });

  it('are none of a text that is no time', () => {
    expect(instantsOf('', 'Asia/Seoul')).toEqual([]);
  });

  it('names the offset of a zone at an instant', () => {
    expect(utcOffset(Date.parse('2027-01-01T00:00:00Z'), 'America/St_Johns')).toBe('-03:30');
  });
});
