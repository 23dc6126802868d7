import 'reflect-metadata';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Circumstances, circumstances } from './report/circumstances';
import { store } from './report/results';
import { isHeld, table } from './report/table';
import { Rig } from './rig/rig';
import type { Measured, Outcome, Row } from './row';
import { rows } from './rows';
import { soak } from './soak/soak';

/** for data, logs and pid files; the launcher creates and removes it */
const runFolder = process.env['BENCH_FOLDER'] ?? '';

const { stdout } = process;
let isLineOpen = false;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      row: { type: 'string', multiple: true },
      soak: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '15' },
    },
  });
  const selected = values.soak ? [soak(Number(values.minutes))] : chosen(values.row);
  const measured: Measured[] = [];
  let on: Circumstances | undefined;
  for (const row of selected) {
    const outcome = await measure(row, async (rig) => {
      on ??= await circumstances(rig);
    });
    const one: Measured = { row, outcome, measuredAt: new Date().toISOString() };
    measured.push(one);
    process.stdout.write(table([one]));
  }
  process.stdout.write(`\n${table(measured)}`);
  store(measured, on, {
    file: values.soak ? 'soak.json' : 'results.json',
    all: values.soak || values.row === undefined,
  });
  return measured.every(({ outcome }) => isHeld(outcome)) ? 0 : 1;
}

function chosen(names: readonly string[] | undefined): Row[] {
  const selected = rows.filter(({ name }) => names === undefined || names.includes(name));
  if (selected.length === 0) throw new Error(`The rows are ${rows.map(({ name }) => name).join(', ')}`);
  return selected;
}

async function measure(row: Row, look: (rig: Rig) => Promise<void>): Promise<Outcome> {
  const rig = await Rig.open({
    folder: join(runFolder, row.name),
    progress: (what) => progress(`${row.name} ${what}`),
  });
  try {
    await look(rig);
    return await row.measure(rig);
  } catch (error) {
    // The other rows are still measured.
    return { findings: [], details: {}, failed: error instanceof Error ? error.message : String(error) };
  } finally {
    closeProgress();
    await rig.close();
  }
}

/** Overwrites one line on a terminal, and prints a line each elsewhere. */
function progress(what: string): void {
  if (stdout.isTTY) stdout.write(`\r\x1b[K${what}`);
  else stdout.write(`  ${what}\n`);
  isLineOpen = stdout.isTTY;
}

function closeProgress(): void {
  if (isLineOpen) stdout.write('\r\x1b[K');
  isLineOpen = false;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
