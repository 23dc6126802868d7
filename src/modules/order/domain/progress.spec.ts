import { ORDER_STATUSES } from '#order';
import { judgeProgress } from './progress';

describe('the progress of goods', () => {
  const step = (version: number) => ({ orderId: 1, progress: 'DELIVERED', version }) as const;

  it.each([
    [0, 1, 'DONE'],
    [1, 2, 'DONE'],
    [1, 4, 'DONE'],
    [1, 1, 'ALREADY'],
    [3, 2, 'ALREADY'],
  ] as const)('after version %i, version %i is %s', (stored, version, outcome) => {
    expect(judgeProgress('ORDER_SUCCESS', stored, step(version))).toBe(outcome);
  });

  it.each(ORDER_STATUSES.filter((status) => status !== 'ORDER_SUCCESS'))(
    'is over, or not known yet, for %s',
    (status) => {
      const isOver = status === 'ORDER_FAILURE' || status === 'ORDER_CANCELLED';
      expect(judgeProgress(status, 0, step(1))).toBe(isOver ? 'OVER' : undefined);
    },
  );

  it('is over for an order that does not exist', () => {
    expect(judgeProgress(undefined, 0, step(1))).toBe('OVER');
  });
});
