import { Writable } from 'node:stream';
import { ReadableLog } from './readable-log';

class Output extends Writable {
  text = '';

  constructor(readonly isTTY: boolean) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString().replaceAll('\r\u001b[2K', '<erase line>');
    done();
  }
}

describe('the log in a terminal', () => {
  let output: Output;
  let log: ReadableLog;
  beforeEach(() => {
    jest.useFakeTimers();
    output = new Output(true);
    log = new ReadableLog(output);
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const line = JSON.stringify({ level: 40, time: Date.UTC(2026, 10, 30), msg: 'Redis is not used', from: 'Redis' });
  const load = (): void => {
    for (const status of [200, 200, 404, 503]) log.countRequest({ status });
    jest.advanceTimersByTime(1_000);
  };

  it('has one short line for each message', () => {
    log.write(line);
    expect(output.text).toMatch(/^\[\d\d:\d\d:\d\d\] WARN: Redis is not used\n$/);
  });

  it('counts the requests of a second in one line, which replaces the one before', () => {
    load();
    load();
    const summary =
      /<erase line>\[[\d:]+\] Requests in the last second: 2 succeeded, 1 refused \(4xx\), 1 failed \(5xx\)/;
    expect(output.text).toMatch(new RegExp(`^(${summary.source}){2}$`));
    log.write(line);
    expect(output.text).toMatch(/\(5xx\)\n\[[\d:]+\] WARN: Redis is not used\n$/);
    load();
    expect(output.text.match(/\n/g)).toHaveLength(2);
    jest.advanceTimersByTime(5_000);
    expect(output.text.match(/Requests/g)).toHaveLength(3);
  });

  it('writes whole lines where it is no terminal', () => {
    output = new Output(false);
    log = new ReadableLog(output);
    load();
    expect(output.text).toMatch(/^\[[\d:]+\] Requests[^\n<]*\n$/);
  });

  it('shows a single request by its route, status and time', () => {
    const fields = { level: 'error', time: 0, id: 'x', method: 'GET', route: '/api/products', status: 500, ms: 3.1 };
    log.writeRequest(fields);
    expect(output.text).toMatch(/^\[[\d:]+\] ERROR: GET \/api\/products 500 3\.1 ms\n$/);
  });
});
