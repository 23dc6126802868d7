import type { Command } from 'commander';
import { type CliContext, JSON_OPTION, type JsonOption } from '#platform/cli/cli-context';
import { CommandRefused } from '#platform/cli/command-outcome';
import { type SealedColumn, sealedColumns } from '#platform/security/sealed-columns';
import { SealedRows, type UnopenedRow } from '#platform/security/sealed-rows';
import { TextSealer } from '#platform/security/sealed-text';

const KEYS = `For each sealed column and each key of PII_KEYS, how many rows it has sealed. Key 0 is derived from SECRET_KEY. A key without
rows can be removed once no instance seals with it any more.`;

const ROTATE = `Every row that another key has sealed is sealed with the first key of PII_KEYS, in steps of 1,000 rows. It can be interrupted
and run again, also beside a running shop. It exits with 1 when a row cannot be opened; such rows stay as they are.`;

export function addPiiCommands(program: Command, context: CliContext): void {
  const group = program.command('pii').description('Look after the keys of sealed personal data.');
  group
    .command('keys')
    .summary('Count the sealed rows of each key.')
    .description(KEYS)
    .option(...JSON_OPTION)
    .action(({ json }: JsonOption) => showKeys(context, json === true));
  group
    .command('rotate')
    .summary('Seal all rows with the first key.')
    .description(ROTATE)
    .option(...JSON_OPTION)
    .action(({ json }: JsonOption) => rotate(context, json === true));
}

function showKeys({ terminal, interruption, withApplication }: CliContext, json: boolean): Promise<void> {
  return withApplication(async (providers) => {
    const { keyIds, sealingId } = providers.get(TextSealer);
    const counts = [];
    for (const column of sealedColumns()) {
      interruption.throwIfAborted();
      const rows = await providers.get(SealedRows).keyCounts(column);
      for (const id of new Set([...keyIds, ...rows.keys()])) {
        const use = id === sealingId ? 'seals' : id !== undefined && keyIds.includes(id) ? 'opens' : 'missing';
        counts.push({ column: nameOf(column), keyId: id ?? null, use, rows: rows.get(id) ?? 0 } as const);
      }
    }
    if (json) return terminal.print(JSON.stringify(counts));
    for (const { column, keyId, use, rows } of counts) {
      const key = keyId === null ? 'unknown version' : `key ${keyId}`;
      await terminal.print(`${column}  ${key} (${use})  ${rows} rows`);
    }
  });
}

function rotate({ terminal, interruption, withApplication }: CliContext, json: boolean): Promise<void> {
  return withApplication(async (providers) => {
    const sealed = providers.get(SealedRows);
    let resealed = 0;
    const unopened: (UnopenedRow & { readonly column: string })[] = [];
    for (const column of sealedColumns()) {
      for (let after: number | undefined = 0; after !== undefined;) {
        interruption.throwIfAborted();
        const step = await sealed.resealAfter(column, after);
        resealed += step.resealed;
        unopened.push(...step.unopened.map((row) => ({ column: nameOf(column), ...row })));
        after = step.last;
      }
    }
    const { sealingId } = providers.get(TextSealer);
    if (json) await terminal.print(JSON.stringify({ keyId: sealingId, resealed, unopened }));
    else await terminal.print(`${resealed} rows sealed with key ${sealingId}.`);
    for (const { column, id, reason } of unopened) terminal.info(`${column} ${id}: ${reason}.`);
    if (unopened.length > 0) throw new CommandRefused(`${unopened.length} rows could not be opened.`);
  });
}

function nameOf({ table, column }: SealedColumn): string {
  return `${table}.${column}`;
}
