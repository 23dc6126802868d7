import { Database } from '#platform/database/database';
import { SignalQueries } from './signal.queries';

/** Signals of which a test writes the numbers, read when the test says so. */
class Signals extends Database {
  last = 0;
  readonly asked: unknown[][] = [];
  private readonly waiting: (() => void)[] = [];

  constructor() {
    super({ options: {} } as never);
  }

  override async query<Row>(_: string, [after = 0, limit = 0]: [number?, number?] = []): Promise<Row[]> {
    this.asked.push([after, limit]);
    const numbers = Array.from({ length: Math.min(this.last - after, limit) }, (_, index) => after + 1 + index);
    await new Promise<void>((answer) => this.waiting.push(answer));
    return numbers.map((seq) => ({ payload: JSON.stringify({ seq }) })) as Row[];
  }

  /** Answers what is asked and what comes to be asked meanwhile, one after the other. */
  async answer(all: Promise<unknown>): Promise<void> {
    let answered = false;
    void all.then(() => (answered = true));
    while (!answered) {
      await new Promise((turn) => setImmediate(turn));
      this.waiting.shift()?.();
    }
  }
}

describe('the list of signals', () => {
  const seqs = (signals: readonly { seq: number }[]): number[] => signals.map(({ seq }) => seq);

  it('is read once for all who ask the same at once', async () => {
    const signals = Object.assign(new Signals(), { last: 3 });
    const queries = new SignalQueries(signals);
    const many = Promise.all(Array.from({ length: 1_000 }, (_, index) => queries.after(1 + (index % 2), 100)));
    await signals.answer(many);
    expect(signals.asked).toEqual([
      [1, 100],
      [2, 100],
    ]);
    expect((await many).map(seqs).slice(0, 2)).toEqual([[2, 3], [3]]);
  });

  it('is read after it was asked for: whoever comes while it is read sees what was told since', async () => {
    const signals = Object.assign(new Signals(), { last: 1 });
    const queries = new SignalQueries(signals);
    const first = queries.after(0, 100);
    while (signals.asked.length === 0) await new Promise((turn) => setImmediate(turn));
    signals.last = 2;
    const second = queries.after(0, 100);
    await signals.answer(Promise.all([first, second]));
    expect([seqs(await first), seqs(await second)]).toEqual([[1], [1, 2]]);
  });
});
