import { Poller, PollerLeases } from './poller';

class Leases extends PollerLeases {
  heldElsewhereMs = 0;
  pausedMs = 0;
  readonly calls: string[] = [];

  override hold(): Promise<number> {
    this.calls.push('hold');
    return Promise.resolve(this.heldElsewhereMs);
  }
  override release(): Promise<void> {
    this.calls.push('release');
    return Promise.resolve();
  }
  override pause(): Promise<void> {
    return Promise.resolve();
  }
  override pauseAfterOutage(): Promise<number> {
    this.calls.push('pause?');
    return Promise.resolve(this.pausedMs);
  }
}

describe('a poller', () => {
  let leases: Leases;
  let polls: number;
  let result: () => Promise<number | void>;
  let poller: Poller;

  beforeEach(() => {
    jest.useFakeTimers();
    leases = new Leases();
    polls = 0;
    result = () => Promise.resolve();
    poller = new Poller(leases, {
      name: 'test',
      everyMs: 500,
      poll: () => {
        polls++;
        return result();
      },
    });
  });
  afterEach(() => {
    poller.stop();
    jest.useRealTimers();
  });
  const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

  it('polls at the start and then at its interval', async () => {
    poller.start();
    await pass(0);
    expect(polls).toBe(1);
    await pass(499);
    expect(polls).toBe(1);
    await pass(1);
    expect(polls).toBe(2);
  });

  it('polls earlier when the next row is due earlier, and not later when it is due later', async () => {
    result = () => Promise.resolve(polls === 1 ? 20 : 9_000);
    poller.start();
    await pass(20);
    expect(polls).toBe(2);
    await pass(500);
    expect(polls).toBe(3);
  });

  it('polls at once when it is woken, and once more when it is woken during a poll', async () => {
    poller.start();
    await pass(100);
    let finish = (): void => undefined;
    result = () => new Promise((resolve) => (finish = resolve));
    poller.wake();
    await pass(0);
    expect(polls).toBe(2);
    poller.wake();
    await pass(100);
    expect(polls).toBe(2);
    finish();
    await pass(0);
    expect(polls).toBe(3);
  });

  it('does not poll while another instance holds the lease, and tries when that lease ends', async () => {
    leases.heldElsewhereMs = 30;
    poller.start();
    await pass(29);
    expect([leases.calls.length, polls]).toEqual([1, 0]);
    leases.heldElsewhereMs = 0;
    await pass(1);
    expect(polls).toBe(1);
  });

  it('pauses longer after a poll that found nothing where it may, and not after one that knows what is due', async () => {
    poller = new Poller(leases, {
      name: 'test',
      everyMs: 500,
      idleEveryMs: 60_000,
      poll: () => {
        polls++;
        return result();
      },
    });
    result = () => Promise.resolve(polls === 1 ? 9_000 : undefined);
    poller.start();
    await pass(500);
    expect(polls).toBe(2);
    await pass(59_999);
    expect(polls).toBe(2);
    await pass(1);
    expect(polls).toBe(3);
  });

  it('holds the lease and does not poll while it pauses after an outage', async () => {
    const afterOutage = { outageMs: 10_000, pauseMs: 30_000 };
    poller = new Poller(leases, { name: 'test', everyMs: 500, afterOutage, poll: () => Promise.resolve(void polls++) });
    leases.pausedMs = 700;
    poller.start();
    await pass(0);
    expect([polls, leases.calls]).toEqual([0, ['pause?', 'hold']]);
    leases.pausedMs = 200;
    await pass(500);
    leases.pausedMs = 0;
    await pass(199);
    expect(polls).toBe(0);
    await pass(1);
    expect(polls).toBe(1);
  });

  it('renews the lease while a long poll runs', async () => {
    result = () => new Promise(() => undefined);
    poller.start();
    await pass(1_600);
    expect([polls, leases.calls]).toEqual([1, ['hold', 'hold', 'hold', 'hold']]);
  });

  it('logs the first error of an outage, and polls again', async () => {
    const warn = jest.spyOn(poller['log'], 'warn').mockImplementation();
    result = () => Promise.reject(new Error('away'));
    poller.start();
    await pass(1_100);
    expect([polls, warn.mock.calls.length]).toEqual([3, 1]);
    result = () => Promise.resolve();
    await pass(500);
    result = () => Promise.reject(new Error('away again'));
    await pass(1_000);
    expect([polls, warn.mock.calls.length]).toEqual([6, 2]);
  });

  it('gives the lease back after a poll that failed', async () => {
    jest.spyOn(poller['log'], 'warn').mockImplementation();
    result = () => Promise.reject(new Error('away'));
    poller.start();
    await pass(100);
    expect([polls, leases.calls]).toEqual([1, ['hold', 'release']]);
  });

  it('does not poll when it is stopped while it takes the lease, and gives the lease back', async () => {
    let take = (_: number): void => undefined;
    leases.hold = () => new Promise((resolve) => (take = resolve));
    poller.start();
    await pass(0);
    poller.stop();
    take(0);
    await pass(5_000);
    expect([polls, leases.calls]).toEqual([0, ['release', 'release']]);
  });

  it('gives the lease back when it is stopped, and never polls again', async () => {
    poller.start();
    await pass(100);
    poller.stop();
    poller.wake();
    await pass(5_000);
    expect([polls, leases.calls]).toEqual([1, ['hold', 'release']]);
  });
});
