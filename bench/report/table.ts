import { median } from '../rig/figures';
import type { Finding, Measured, Outcome } from '../row';

const WIDTHS = [5, 58, 12, 9, 17, 9] as const;

/** One line for each finding: row, title, figure, value, min..max, target, held; of a row without targets, its figures. */
export function table(measured: readonly Measured[]): string {
  const written = measured.flatMap(({ row, outcome: { findings, details, skipped, failed } }) => [
    ...findings.map((finding) => [row.name, row.title, ...cells(finding)]),
    ...(findings.length > 0 ? [] : Object.entries(details).map((detail) => [row.name, row.title, detail.join(': ')])),
    ...(skipped === undefined ? [] : [[row.name, row.title, `NOT MEASURED: ${skipped}`]]),
    ...(failed === undefined ? [] : [[row.name, row.title, `FAILED: ${failed}`]]),
  ]);
  const head = ['row', 'what', 'figure', 'value', 'min..max', 'target', 'held'];
  return [head, ...written].map((line) => `${line.map(padded).join(' ').trimEnd()}\n`).join('');
}

/** Whether every figure has reached its target. A row that could not be measured here counts as held. */
export function isHeld({ findings, failed }: Outcome): boolean {
  return failed === undefined && findings.every(isReached);
}

export function isReached({ rounds, target }: Finding): boolean {
  const value = median(rounds);
  return target.sign === '≤' ? value <= target.limit : value >= target.limit;
}

function cells(finding: Finding): string[] {
  const { what, rounds, target } = finding;
  return [
    what,
    median(rounds).toFixed(2),
    `${Math.min(...rounds).toFixed(2)}..${Math.max(...rounds).toFixed(2)}`,
    `${target.sign} ${Math.round(target.limit * 100) / 100}`,
    isReached(finding) ? 'yes' : 'NO',
  ];
}

function padded(cell: string, column: number): string {
  return cell.padEnd(WIDTHS[column] ?? 0);
}
