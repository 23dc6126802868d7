import { announcedStateAt, type AnnouncedState, dueTransitions, endDeal } from './deal-transition';

const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));

/** A deal from 10 to 12 o'clock that was created at 8. */
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

describe('the due transitions of a deal', () => {
  it.each([
    ['before its start', deal('CREATED'), 9, [], 'CREATED'],
    ['at its start', deal('CREATED'), 10, ['hot-deal-opened'], 'OPENED'],
    ['while it runs', deal('OPENED'), 11, [], 'OPENED'],
    ['at its end', deal('OPENED'), 12, ['hot-deal-ended'], 'ENDED'],
    ['after its end', deal('ENDED'), 13, [], 'ENDED'],
    ['when neither was announced in time', deal('CREATED'), 13, ['hot-deal-opened', 'hot-deal-ended'], 'ENDED'],
    ['when it started before its creation', deal('CREATED', { createdAt: at(11) }), 11, [], 'OPENED'],
    ['when it started at its creation', deal('CREATED', { createdAt: at(10) }), 10, [], 'OPENED'],
    ['when it was over before its creation', deal('CREATED', { createdAt: at(13) }), 13, [], 'ENDED'],
    ['when it was ended before its start', deal('CREATED', { endEventTime: at(9) }), 11, ['hot-deal-ended'], 'ENDED'],
    ['when it was ended at its start', deal('CREATED', { endEventTime: at(10) }), 10, ['hot-deal-ended'], 'ENDED'],
    ['when it was ended at its creation', deal('CREATED', { endEventTime: at(8) }), 8, ['hot-deal-ended'], 'ENDED'],
  ] as const)('%s', (_, one, hour, transitions, announced) => {
    expect(dueTransitions(one, at(hour))).toEqual(transitions);
    expect(announcedStateAt(one, at(hour))).toBe(announced);
  });
});

describe('ending a deal', () => {
  it.each([
    ['before its start announces the end only', deal('CREATED'), 9, 9, ['hot-deal-ended']],
    ['while it runs announces the end', deal('OPENED'), 11, 11, ['hot-deal-ended']],
    ['announces an opening that is still due', deal('CREATED'), 11, 11, ['hot-deal-opened', 'hot-deal-ended']],
    ['at its start announces no opening', deal('CREATED'), 10, 10, ['hot-deal-ended']],
    ['after its end does not move the end', deal('OPENED'), 13, 12, ['hot-deal-ended']],
  ] as const)('%s', (_, one, hour, endHour, transitions) => {
    expect(endDeal(one, at(hour))).toEqual({ endEventTime: at(endHour), transitions });
  });

  it('whose end is announced changes nothing', () => {
    expect(endDeal(deal('ENDED'), at(13))).toBeUndefined();
  });
});
