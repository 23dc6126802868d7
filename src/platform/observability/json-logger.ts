import { Injectable, type LoggerService, type OnApplicationShutdown } from '@nestjs/common';
import pino from 'pino';
import { Config } from '#platform/config/config';
import { REDACTION, writtenError } from './log-format';
import { ReadableLog } from './readable-log';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** With these names Nest logs each module and each route at the start: about a hundred lines. */
const CHATTY = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'WebSocketsController']);

/** Writes one JSON object per line, or lines for a reader, to standard output. Everything that uses Nest's `Logger` ends up here. */
@Injectable()
export class JsonLogger implements LoggerService, OnApplicationShutdown {
  private readonly destination = pino.destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 200 });
  private readonly readable: ReadableLog | undefined;
  private readonly pino: pino.Logger;

  constructor(config: Config) {
    const options: pino.LoggerOptions = {
      level: config.logLevel,
      base: undefined,
      formatters: { level: (label) => ({ level: label }) },
      redact: REDACTION,
      serializers: { err: writtenError },
    };
    this.readable = config.logFormat === 'pretty' ? new ReadableLog(process.stdout) : undefined;
    this.pino = pino(options, this.readable ?? this.destination);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(CHATTY.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Writes the fields of a request, which contain no secret. They are not redacted, which saves a fifth of the time. */
  request(level: Level, fields: object): void {
    if (!this.pino.isLevelEnabled(level)) return;
    if (this.readable !== undefined) {
      const isCounted = level === 'info' && !this.pino.isLevelEnabled('debug');
      if (isCounted) this.readable.countRequest(fields);
      else this.readable.writeRequest({ level, time: Date.now(), ...fields });
      return;
    }
    this.destination.write(`${JSON.stringify({ level, time: Date.now(), ...fields })}\n`);
  }

  onApplicationShutdown(): void {
    this.destination.flush();
  }

  /** After the message Nest may pass the stack of an error, and passes the name of the logger last. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const from = rest.length > 0 && typeof rest.at(-1) === 'string' ? { from: rest.at(-1) } : {};
    const stack = rest.length > 1 && typeof rest[0] === 'string' ? { stack: rest[0] } : {};
    if (message instanceof Error) this.pino[level]({ ...from, err: message }, message.message);
    else if (message !== null && typeof message === 'object') this.pino[level]({ ...from, ...message });
    else this.pino[level]({ ...from, ...stack }, String(message));
  }
}
