import type { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { prettyFactory } from 'pino-pretty';

const SUMMARY_INTERVAL_MS = 1_000;
const ERASE_LINE = '\r\u001b[2K';

/** The fields of the log line of a request. */
interface RequestFields {
  readonly method?: unknown;
  readonly route?: unknown;
  readonly status?: unknown;
  readonly ms?: unknown;
}

/**
 * The log as a developer reads it in a terminal. Requests are counted, and written as one line per second: on a terminal
 * it replaces the one before, so that nothing scrolls away under load.
 */
export class ReadableLog {
  private readonly format;
  private readonly formatRequest;
  private readonly counts = { succeeded: 0, refused: 0, failed: 0 };
  private timer: NodeJS.Timeout | undefined;
  private isSummaryOpen = false;

  constructor(private readonly output: Writable & Partial<Pick<WriteStream, 'isTTY' | 'hasColors'>>) {
    const options = {
      colorize: output.hasColors?.() === true,
      translateTime: 'SYS:HH:MM:ss',
      singleLine: true,
      ignore: 'pid,hostname,from',
    };
    this.format = prettyFactory(options);
    this.formatRequest = prettyFactory({
      ...options,
      ignore: `${options.ignore},method,route,status,ms,id`,
      messageFormat: ({ method, route, status, ms }: RequestFields) =>
        `${String(method)} ${String(route)} ${String(status)} ${String(ms)} ms`,
    });
  }

  /** @param line one JSON object */
  write(line: string): void {
    this.print(this.format(line));
  }

  writeRequest(fields: object): void {
    this.print(this.formatRequest(fields));
  }

  countRequest({ status }: RequestFields): void {
    if (Number(status) >= 500) this.counts.failed++;
    else if (Number(status) >= 400) this.counts.refused++;
    else this.counts.succeeded++;
    this.timer ??= setTimeout(() => this.printSummary(), SUMMARY_INTERVAL_MS).unref();
  }

  private print(text: string): void {
    this.output.write(this.isSummaryOpen ? `\n${text}` : text);
    this.isSummaryOpen = false;
  }

  private printSummary(): void {
    this.timer = undefined;
    const { succeeded, refused, failed } = this.counts;
    Object.assign(this.counts, { succeeded: 0, refused: 0, failed: 0 });
    const parts = [
      ...(succeeded > 0 ? [`${succeeded} succeeded`] : []),
      ...(refused > 0 ? [`${refused} refused (4xx)`] : []),
      ...(failed > 0 ? [`${failed} failed (5xx)`] : []),
    ];
    const time = new Date().toLocaleTimeString('en-GB');
    const text = `[${time}] Requests in the last second: ${parts.join(', ')}`;
    if (this.output.isTTY !== true) return void this.output.write(`${text}\n`);
    this.output.write(`${ERASE_LINE}${text}`);
    this.isSummaryOpen = true;
  }
}
