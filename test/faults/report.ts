import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rig, Verdict } from './rig/rig';
import { folder } from './run';
import type { Scenario } from './scenario';

const LAST_LINES = 5;

/** Prints what became of the shop, and keeps the figures for the sums of the whole run. */
export function report(scenario: Scenario, rig: Rig, verdict: Verdict): void {
  const figures = Object.entries(verdict.figures).map(([name, count]) => `${name} ${count}`);
  const lines = [`${scenario.name}, seed ${rig.random.seed}: ${figures.join(', ')}`];
  lines.push(...verdict.broken.slice(0, 20).map((complaint) => `  BROKEN ${complaint}`));
  process.stdout.write(`${lines.join('\n')}\n`);
  appendFileSync(join(folder, 'figures.jsonl'), `${JSON.stringify({ scenario: scenario.name, ...verdict.figures })}\n`);
}

/** Prints what ended it, and what the instances in this folder said last. */
export function reportEarlyEnd(scenario: Scenario, ground: string, error: Error): void {
  const lines = [`${scenario.name} ended early: ${error.message}`];
  for (const log of readdirSync(ground).filter((file) => /^instance-\d+\.log$/.test(file))) {
    const last = readFileSync(join(ground, log), 'utf8').trimEnd().split('\n').slice(-LAST_LINES);
    lines.push(...last.map((line) => `  ${log}: ${line}`));
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
