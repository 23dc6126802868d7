import { ClaimingPoller } from './claiming-poller';

/** Rows with a due column, as several instances see them. A claim puts a row off by a minute. */
class Table {
  readonly dueAt: Map<number, number>;
  readonly attempts = new Map<number, number>();

  constructor(...rows: number[]) {
    this.dueAt = new Map(rows.map((row) => [row, 0]));
  }
  candidates(limit: number): number[] {
    return [...this.dueAt.keys()].filter(this.isDue).slice(0, limit);
  }
  claim(row: number): boolean {
    if (!this.isDue(row)) return false;
    this.dueAt.set(row, Date.now() + 60_000);
    this.attempts.set(row, (this.attempts.get(row) ?? 0) + 1);
    return true;
  }
  private readonly isDue = (row: number): boolean => (this.dueAt.get(row) ?? Infinity) <= Date.now();
}

describe('a poller whose rows are claimed one by one', () => {
  let table: Table;
  let queries: number;
  let done: string[];
  let work: (row: number, signal: AbortSignal) => Promise<unknown>;
  let pollers: ClaimingPoller<number>[];

  beforeEach(() => {
    jest.useFakeTimers();
    table = new Table();
    queries = 0;
    done = [];
    work = () => Promise.resolve();
    pollers = [];
  });
  afterEach(async () => {
    await Promise.all(pollers.map((poller) => poller.stop()));
    jest.useRealTimers();
  });
  const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);
  const open = (more: Partial<ConstructorParameters<typeof ClaimingPoller<number>>[0]> = {}) => {
    const name = `instance ${pollers.length}`;
    const poller = new ClaimingPoller<number>({
      name,
      everyMs: 1_000,
      maxAtOnce: 2,
      workLimitMs: 30_000,
      candidates: (limit) => {
        queries++;
        return Promise.resolve(table.candidates(limit));
      },
      claim: (row) => Promise.resolve(table.claim(row)),
      work: async (row, signal) => {
        await work(row, signal);
        table.dueAt.delete(row);
        done.push(`${name}: ${row}`);
      },
      nameOf: (row) => `row ${row}`,
      ...more,
    });
    pollers.push(poller);
    return poller;
  };
  /** work that ends when it is aborted, and not before */
  const endless = (signal: AbortSignal) =>
    new Promise<never>((_, fail) => signal.addEventListener('abort', () => fail(new Error('aborted'))));
  const rows = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const doneRows = () => done.map((entry) => Number(entry.split(': ')[1])).toSorted((a, b) => a - b);

  it('works off every row that is due, without a pause between full batches', async () => {
    table = new Table(...rows(100));
    open().start();
    await pass(100);
    expect(doneRows()).toEqual(rows(100));
  });

  it('leaves rows alone that are not due yet, and takes them at a later poll', async () => {
    table.dueAt.set(1, Date.now() + 1_500);
    open().start();
    await pass(1_999);
    expect(done).toEqual([]);
    await pass(1);
    expect(doneRows()).toEqual([1]);
  });

  it('works on each row once, on whichever instance claims it first', async () => {
    table = new Table(...rows(50));
    for (let instance = 0; instance < 3; instance++) open().start();
    await pass(1_000);
    expect(doneRows()).toEqual(rows(50));
    expect([...table.attempts.values()]).toEqual(rows(50).map(() => 1));
  });

  it('works on no more rows at once than it may, and goes on where one has ended', async () => {
    table = new Table(...rows(3));
    const finish: (() => void)[] = [];
    work = (_, signal) => Promise.race([endless(signal), new Promise<void>((end) => finish.push(end))]);
    open().start();
    await pass(5_000);
    expect([finish.length, table.attempts.size]).toEqual([2, 2]);
    finish[0]?.();
    await pass(5_000);
    expect([finish.length, doneRows(), queries]).toEqual([3, [1], 1]);
  });

  it('takes new rows while a slow one is still worked on', async () => {
    table = new Table(1);
    work = (row, signal) => (row === 1 ? endless(signal) : Promise.resolve());
    open().start();
    await pass(500);
    table.dueAt.set(2, 0);
    await pass(500);
    expect(doneRows()).toEqual([2]);
  });

  it('works off the other rows when one fails again and again, and tries that one when its claim ends', async () => {
    table = new Table(...rows(40));
    const poller = open();
    const warn = jest.spyOn(poller['log'], 'warn').mockImplementation();
    work = (row) => (row === 1 ? Promise.reject(new Error('broken row')) : Promise.resolve());
    poller.start();
    await pass(59_999);
    expect([doneRows(), table.attempts.get(1)]).toEqual([rows(40).slice(1), 1]);
    await pass(1_001);
    expect(table.attempts.get(1)).toBe(2);
    expect(warn.mock.calls[0]).toEqual([expect.objectContaining({ msg: expect.stringContaining('row 1') as string })]);
  });

  it('works off the other rows when the claim of one fails, and does not query in a circle', async () => {
    table = new Table(...rows(3));
    const poller = open({
      claim: (row) => (row === 1 ? Promise.reject(new Error('1205')) : Promise.resolve(table.claim(row))),
    });
    jest.spyOn(poller['log'], 'warn').mockImplementation();
    poller.start();
    await pass(999);
    expect(doneRows()).toEqual([2, 3]);
    expect(queries).toBeLessThan(5);
  });

  it('does not query in a circle where other instances claim every row', async () => {
    table = new Table(1, 2);
    open({ claim: () => Promise.resolve(false) }).start();
    await pass(999);
    expect(queries).toBe(1);
  });

  it('logs the first error of an outage only', async () => {
    table = new Table(...rows(20));
    const poller = open();
    const warn = jest.spyOn(poller['log'], 'warn').mockImplementation();
    work = () => Promise.reject(new Error('the provider is away'));
    poller.start();
    await pass(120_000);
    expect([table.attempts.get(20), warn.mock.calls.length]).toEqual([2, 1]);
    work = () => Promise.resolve();
    await pass(120_000);
    expect(doneRows()).toEqual(rows(20));
    table.dueAt.set(1, 0);
    work = () => Promise.reject(new Error('away again'));
    await pass(1_000);
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it('goes on after polls that failed', async () => {
    table = new Table(1);
    let isAway = true;
    const poller = open({
      candidates: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(table.candidates(10))),
    });
    const warn = jest.spyOn(poller['poller']['log'], 'warn').mockImplementation();
    poller.start();
    await pass(3_000);
    isAway = false;
    await pass(1_000);
    expect([doneRows(), warn.mock.calls.length]).toEqual([[1], 1]);
  });

  it('polls rarely where it found nothing if it may, and at once when it is woken', async () => {
    const poller = open({ idleEveryMs: 60_000 });
    poller.start();
    await pass(59_999);
    expect(queries).toBe(1);
    table.dueAt.set(1, 0);
    poller.wake();
    await pass(0);
    expect(doneRows()).toEqual([1]);
  });

  it('aborts work that takes too long', async () => {
    const limits: number[] = [];
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      limits.push(milliseconds);
      return AbortSignal.abort();
    });
    table = new Table(1);
    const aborted: boolean[] = [];
    work = (_, { aborted: isAborted }) => Promise.resolve(aborted.push(isAborted));
    open().start();
    await pass(0);
    expect([limits, aborted]).toEqual([[30_000], [true]]);
    jest.restoreAllMocks();
  });

  it('claims nothing more when it is stopped, aborts what runs, and ends after it', async () => {
    table = new Table(...rows(10));
    work = (_, signal) => endless(signal);
    const poller = open();
    poller.start();
    await pass(0);
    expect(table.attempts.size).toBe(2);
    await poller.stop();
    await pass(10_000);
    expect([table.attempts.size, done]).toEqual([2, []]);
  });
});
