import type { ParseArgsConfig } from 'node:util';
import type { Config } from '#platform/config/config';
import type { Terminal } from './terminal';

export const DONE = 0;
export const REFUSED = 1;
export const NOT_RUN = 2;

/** What a command was given, each value as it was written. */
export interface Given {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly operands: readonly string[];
}

/** What a command runs in. The configuration is read when it is asked for: whoever wants help needs none. */
export interface Surroundings {
  readonly terminal: Terminal;
  /** aborted with an `Interrupted`; a command looks for it between its steps, or is broken off by it */
  readonly interruption: AbortSignal;
  readonly config: () => Config;
}

export interface Command {
  /** `products import` */
  readonly name: string;
  /** what follows the name: `<file> [--json]` */
  readonly takes: string;
  readonly summary: string;
  /** the rest of the help: options, and what is promised */
  readonly details: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** the least and the most operands */
  readonly operands: readonly [number, number];
  /**
   * @returns the exit code
   * @throws Refusal, DomainError, Interrupted, or whatever kept it from running
   */
  run(given: Given, surroundings: Surroundings): Promise<number>;
}

/** The command cannot be carried out as it was given: its message says why, and nothing was changed. */
export class Refusal extends Error {}

/** It was not given as its help says. */
export class Misused extends Error {}

/** An option that must be there. */
export function needed({ values }: Given, option: string): string {
  const value = values[option];
  if (typeof value !== 'string' || value.trim() === '') throw new Misused(`--${option} is needed`);
  return value;
}
