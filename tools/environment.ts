import { dirname } from 'node:path';

export const projectFolder = dirname(__dirname);

/** What the entry hands to each launcher. `.env` is loaded by then, and the project is the working folder. */
export interface LaunchContext {
  readonly dataFolder: string;
  /** of the command line, after the name of the command */
  readonly args: readonly string[];
}

/** A variable of the environment or of `.env`; an empty value counts as unset. */
export function setting(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === '' ? undefined : value;
}
