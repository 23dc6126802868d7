import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rig, type RigOptions, type RunResult } from './rig/rig';
import { length, type Scenario } from './scenario';

export const project = join(__dirname, '../..');

/** for data, logs and pid files; the launcher removes it */
export const folder = process.env['FAULTS_FOLDER'] ?? '';

/** repeats a schedule of faults; printed with every report */
export const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1_000_000);

const LAST_LINES = 5;

/** Runs the scenario on a rig of its own and reports the result, also if it could not run to its end. */
export async function play(scenario: Scenario, options: RigOptions): Promise<RunResult> {
  let rig: Rig | undefined;
  try {
    rig = await Rig.open({ ...options, ...scenario.rig });
    const result = await scenario.run(rig, length);
    report(scenario, rig, result);
    return result;
  } catch (error) {
    reportEarlyEnd(scenario, options.services.folder, error as Error);
    throw error;
  } finally {
    await rig?.close();
  }
}

/** Prints the result, and stores the figures for the sums of the whole run. */
function report(scenario: Scenario, rig: Rig, result: RunResult): void {
  const figures = Object.entries(result.figures).map(([name, count]) => `${name} ${count}`);
  const lines = [`${scenario.name}, seed ${rig.random.seed}: ${figures.join(', ')}`];
  lines.push(...result.broken.slice(0, 20).map((complaint) => `  BROKEN ${complaint}`));
  process.stdout.write(`${lines.join('\n')}\n`);
  appendFileSync(join(folder, 'figures.jsonl'), `${JSON.stringify({ scenario: scenario.name, ...result.figures })}\n`);
}

/** Prints the error, and the last lines in the logs of the instances. */
function reportEarlyEnd(scenario: Scenario, logFolder: string, error: Error): void {
  const lines = [`${scenario.name} ended early: ${error.message}`];
  for (const log of readdirSync(logFolder).filter((file) => /^instance-\d+\.log$/.test(file))) {
    const last = readFileSync(join(logFolder, log), 'utf8').trimEnd().split('\n').slice(-LAST_LINES);
    lines.push(...last.map((line) => `  ${log}: ${line}`));
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
