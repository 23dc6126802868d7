import { Injectable, type LoggerService, type OnApplicationShutdown } from '@nestjs/common';
import pino from 'pino';
import { Config } from '#platform/config/config';
import { REDACTION, writtenError } from './log-format';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Nest reports here each module and each route that it finds: about a hundred lines per start. */
const CHATTY = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'WebSocketsController']);

/** One JSON object per line on standard output. Nest's own `Logger` writes here, and so do modules through it. */
@Injectable()
export class JsonLogger implements LoggerService, OnApplicationShutdown {
  private readonly destination = pino.destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 200 });
  private readonly pino: pino.Logger;

  constructor(config: Config) {
    const options: pino.LoggerOptions = {
      level: config.logLevel,
      base: undefined,
      formatters: { level: (label) => ({ level: label }) },
      redact: REDACTION,
      serializers: { err: writtenError },
    };
    this.pino = pino(options, this.destination);
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

  /** A line of plain fields that hold no secret: they are not redacted, which costs a fifth. */
  fields(level: Level, fields: object): void {
    if (!this.pino.isLevelEnabled(level)) return;
    this.destination.write(`${JSON.stringify({ level, time: Date.now(), ...fields })}\n`);
  }

  onApplicationShutdown(): void {
    this.destination.flush();
  }

  /** Nest passes a message, for errors sometimes a stack, and last the name of the logger. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const from = rest.length > 0 && typeof rest.at(-1) === 'string' ? { from: rest.at(-1) } : {};
    const stack = rest.length > 1 && typeof rest[0] === 'string' ? { stack: rest[0] } : {};
    if (message instanceof Error) this.pino[level]({ ...from, err: message }, message.message);
    else if (message !== null && typeof message === 'object') this.pino[level]({ ...from, ...message });
    else this.pino[level]({ ...from, ...stack }, String(message));
  }
}
