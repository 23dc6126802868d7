import { transitionsDue, type AnnouncedState, announcedBy } from './deal-transition';

const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));

/** A deal from 10 to 12 o'clock that was made at 8. */
const deal = (
  announced: AnnouncedState,
  change: { createdAt?: Date; startEventTime?: Date; endEventTime?: Date } = {},
) => ({
  createdAt: at(8),
  startEventTime: at(10),
  endEventTime: at(12),
  announced,
  ...change,
});

describe('what has become of a deal', () => {
  it.each([
    ['before it begins', deal('CREATED'), 9, [], 'CREATED'],
    ['when it begins', deal('CREATED'), 10, ['hot-deal-opened'], 'OPENED'],
    ['when it runs', deal('OPENED'), 11, [], 'OPENED'],
    ['when it ends', deal('OPENED'), 12, ['hot-deal-ended'], 'ENDED'],
    ['when it is over', deal('ENDED'), 13, [], 'ENDED'],
    ['when nobody has looked for long', deal('CREATED'), 13, ['hot-deal-opened', 'hot-deal-ended'], 'ENDED'],
    ['when it began before it was made', deal('CREATED', { createdAt: at(11) }), 11, [], 'OPENED'],
    ['when it began as it was made', deal('CREATED', { createdAt: at(10) }), 10, [], 'OPENED'],
    ['when it was over before it was made', deal('CREATED', { createdAt: at(13) }), 13, [], 'ENDED'],
    ['when it was ended before it began', deal('CREATED', { endEventTime: at(9) }), 11, ['hot-deal-ended'], 'ENDED'],
    ['when it was ended as it began', deal('CREATED', { endEventTime: at(10) }), 10, ['hot-deal-ended'], 'ENDED'],
    ['when it was ended as it was made', deal('CREATED', { endEventTime: at(8) }), 8, ['hot-deal-ended'], 'ENDED'],
  ] as const)('%s', (_, one, hour, moments, announced) => {
    expect(transitionsDue(one, at(hour))).toEqual(moments);
    expect(announcedBy(one, at(hour))).toBe(announced);
  });
});
