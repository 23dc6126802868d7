import type { Abstract, Type } from '@nestjs/common';
import { InvalidArgumentError } from 'commander';
import type { Config } from '#platform/config/config';
import type { Terminal } from './terminal';

/** Gives access to the providers of the application. */
export interface Providers {
  get<Provider>(token: Type<Provider> | Abstract<Provider>): Provider;
}

/** The surroundings of a command. Its action refuses to run by throwing `CommandRefused` or a `DomainError`. */
export interface CliContext {
  readonly terminal: Terminal;
  /** aborted with an `Interrupted`; a command checks it between its steps */
  readonly interruption: AbortSignal;
  /** read on demand: help needs no configuration */
  readonly config: () => Config;
  /**
   * Runs `work` with the application, which is created but not started: no port, no timer, no event handler.
   * @throws Error when the database cannot be used or lacks a migration
   */
  readonly withApplication: <T>(work: (providers: Providers) => Promise<T>) => Promise<T>;
}

export interface JsonOption {
  readonly json?: true;
}

export const JSON_OPTION = ['--json', 'print the result as JSON'] as const;

/** The parser of an option that must not be blank. */
export function notBlank(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** A positive number without a sign, a fraction or an exponent; anything else is `NaN`. */
export function wholeNumber(text: string): number {
  return /^\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
}
