import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { median } from '../rig/figures';
import type { Measured } from '../row';
import type { Circumstances } from './circumstances';
import { isReached } from './table';

const folder = join(__dirname, '..');

interface Results extends Partial<Circumstances> {
  readonly measuredAt: string;
  readonly rows: Readonly<Record<string, object>>;
}

/**
 * Writes the results and their circumstances into a file of the bench. A run of all rows replaces the file. Rows chosen
 * by name replace only their own entries, and only if they did not fail; where their circumstances differ from those at
 * the head of the file, the entry has its own.
 */
export function store(
  measured: readonly Measured[],
  on: Circumstances | undefined,
  { file, all }: { readonly file: string; readonly all: boolean },
): void {
  const path = join(folder, file);
  const earlier = all || !existsSync(path) ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as Results);
  const stored = earlier === undefined ? measured : measured.filter(({ outcome }) => outcome.failed === undefined);
  const own = earlier === undefined || isTheSame(earlier, on) ? {} : { on };
  const results: Results = {
    ...(earlier ?? { measuredAt: new Date().toISOString(), ...on }),
    rows: {
      ...earlier?.rows,
      ...Object.fromEntries(stored.map((one) => [one.row.name, { ...entryOf(one), ...own }])),
    },
  };
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
}

function isTheSame({ machine, versions, settings }: Results, on: Circumstances | undefined): boolean {
  return isDeepStrictEqual({ machine, versions, settings }, JSON.parse(JSON.stringify(on ?? {})));
}

function entryOf({ row, outcome, measuredAt }: Measured): object {
  return {
    title: row.title,
    measuredAt,
    ...(outcome.skipped === undefined ? {} : { skipped: outcome.skipped }),
    ...(outcome.failed === undefined ? {} : { failed: outcome.failed }),
    findings: outcome.findings.map((finding) => ({
      figure: finding.what,
      value: round(median(finding.rounds)),
      rounds: finding.rounds.map(round),
      target: `${finding.target.sign} ${finding.target.limit}`,
      held: isReached(finding),
    })),
    details: outcome.details,
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
