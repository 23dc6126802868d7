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
 * Writes what was measured, and on what, into a file of the bench, for whoever compares. A run of `all` rows begins the
 * file anew. Rows that were asked for by name take only their own places, and only if they could be measured; where
 * they were measured on something else than the head of the file says, they say on what themselves.
 */
export function keep(
  measured: readonly Measured[],
  on: Circumstances | undefined,
  { file, all }: { readonly file: string; readonly all: boolean },
): void {
  const path = join(folder, file);
  const earlier = all || !existsSync(path) ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as Results);
  const places = earlier === undefined ? measured : measured.filter(({ outcome }) => outcome.failed === undefined);
  const own = earlier === undefined || isTheSame(earlier, on) ? {} : { on };
  const results: Results = {
    ...(earlier ?? { measuredAt: new Date().toISOString(), ...on }),
    rows: {
      ...earlier?.rows,
      ...Object.fromEntries(places.map((one) => [one.row.name, { ...told(one), ...own }])),
    },
  };
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
}

function isTheSame({ machine, versions, settings }: Results, on: Circumstances | undefined): boolean {
  return isDeepStrictEqual({ machine, versions, settings }, JSON.parse(JSON.stringify(on ?? {})));
}

function told({ row, outcome, measuredAt }: Measured): object {
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
