import { Unavailable } from '#platform/domain-error';
import { PlaceOrder } from './place-order';

describe('an order that is never stored', () => {
  const waitFor = jest.fn();
  const never = new Promise<never>(() => undefined);

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each([
    [undefined, 10],
    [2, 2],
    [30, 10],
  ])('is refused, when wait is %s, after %i s, and a shutdown waits for it', async (waitSeconds, limitSeconds) => {
    const placeOrder = new PlaceOrder(
      { run: () => never } as never,
      undefined as never,
      undefined as never,
      undefined as never,
      { waitFor } as never,
    );
    const arrivedAt = performance.now();
    const failed = jest.fn();
    const attempt = {
      key: { userId: 1, key: undefined, markReplayed: () => undefined },
      scope: 'order.place',
      request: [],
    };
    const wait = { seconds: waitSeconds, arrivedAt, honoured: () => undefined };
    placeOrder.execute({ attempt, wait, contents: () => never }).catch(failed);
    await jest.advanceTimersByTimeAsync(limitSeconds * 1_000 - 1);
    expect(failed).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(failed).toHaveBeenCalledWith(expect.any(Unavailable));
    expect(waitFor).toHaveBeenCalled();
  });
});
