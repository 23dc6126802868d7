import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../rig/figures';
import type { Measured } from '../row';
import type { Circumstances } from './circumstances';
import { isReached } from './table';

const folder = join(__dirname, '..');

/** Writes what was measured, and on what, into a file of the bench, for whoever compares. */
export function keep(measured: readonly Measured[], on: Circumstances | undefined, file: string): void {
  const results = {
    measuredAt: new Date().toISOString(),
    ...on,
    rows: Object.fromEntries(
      measured.map(({ row, outcome }) => [
        row.name,
        {
          title: row.title,
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
        },
      ]),
    ),
  };
  writeFileSync(join(folder, file), `${JSON.stringify(results, null, 2)}\n`);
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
