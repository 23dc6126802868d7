import 'reflect-metadata';
import { once } from 'node:events';
import { Config } from '#platform/config/config';
import { verifyCommand } from './verify-command';

const SOUND = 0;
const NOT_SOUND = 1;
const NOT_RUN = 2;

async function say(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

async function run(): Promise<void> {
  process.exitCode = (await verifyCommand(Config.fromEnvironment(), say)) ? SOUND : NOT_SOUND;
}

run().catch((error: unknown) => {
  process.stderr.write(`The audit could not run: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = NOT_RUN;
});
