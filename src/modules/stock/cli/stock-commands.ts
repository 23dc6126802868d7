import type { Command } from 'commander';
import { ProductClient } from '#product';
import { type CliContext, JSON_OPTION, type JsonOption, wholeNumber } from '#platform/cli/cli-context';
import { CommandRefused } from '#platform/cli/command-outcome';
import { type EncodingOption, encodingOption, ImportFile } from '#platform/cli/import-file';
import { ImportProblems } from '#platform/cli/import-problems';
import { ReferencedIds } from '#platform/cli/referenced-ids';
import type { TableRow } from '#platform/cli/table-reader';
import { exportTable } from '#platform/cli/table-writer';
import { type Adjustment, MAX_QUANTITY, StockLimitExceeded, UNLIMITED } from '../domain/adjust';
import { StockAdjustments } from '../persistence/stock-adjustments';
import { StockQueries } from '../persistence/stock.queries';
import { type ListedStock, StockList } from './stock-list';

const COLUMNS = ['productId', 'quantity'] as const;
type Column = (typeof COLUMNS)[number];

/** A quantity in a file: the stock has no limit. */
const NO_LIMIT = 'unlimited';

interface ImportMode {
  readonly adjustment: Adjustment;
  /** the smallest quantity, as in the API */
  readonly min: number;
}
const MODES: Readonly<Record<string, ImportMode>> = {
  reset: { adjustment: 'reset', min: 0 },
  increase: { adjustment: 'increase', min: 1 },
};

const ABOUT_EXPORT = `Columns: ${COLUMNS.join(', ')}. One consistent state of the shop, in the order of the ids; products that never had
stock, and deleted ones, are left out. The quantity of a stock without a limit is "${NO_LIMIT}".`;
const ABOUT_IMPORT = `Columns: ${COLUMNS.join(', ')}. A product appears at most once. With --mode reset, the quantity (0 to ${MAX_QUANTITY})
becomes the stock level, whatever was sold since the file was written; a level that cancels have raised above that limit
may stay, and "${NO_LIMIT}" ends the limit of a stock. With --mode increase, it (from 1) is added. Each row writes one movement to the ledger, as the API's routes
do. The first 20 problems are printed with line and column, and then nothing is changed. Orders for these products wait for their decision until the import has ended: during a
sale, import only a few at a time.`;

export function addStockCommands(program: Command, context: CliContext): void {
  const group = program.command('stock').description('Export and import stock levels.');
  group
    .command('export')
    .summary('Export the quantity of every product.')
    .description(ABOUT_EXPORT)
    .argument('[file]', 'the file to write; standard output by default')
    .action((file?: string) => exportStock(context, file));
  group
    .command('import')
    .summary('Reset or increase stock levels from a file, all of them or none.')
    .description(ABOUT_IMPORT)
    .argument('<file>', 'the file to read')
    .requiredOption('--mode <mode>', 'reset or increase')
    .addOption(encodingOption())
    .option(...JSON_OPTION)
    .action((path: string, { mode, ...options }: { mode: string } & JsonOption & EncodingOption) => {
      const found = MODES[mode];
      if (found === undefined) throw new CommandRefused('--mode is reset or increase.');
      return importStock(context, path, found, options);
    });
}

function exportStock(context: CliContext, file: string | undefined): Promise<void> {
  return context.withApplication(async (providers) => {
    const count = await providers.get(StockQueries).readAll((stocks, expected) =>
      exportTable(stocks, {
        count: expected,
        columns: COLUMNS,
        toCells: ({ productId, quantity }) => [productId, quantity === UNLIMITED ? NO_LIMIT : quantity],
        file,
        context,
      }),
    );
    context.terminal.info(`${count} stock levels exported.`);
  });
}

function importStock(
  context: CliContext,
  path: string,
  mode: ImportMode,
  options: JsonOption & EncodingOption,
): Promise<void> {
  const json = options.json === true;
  const file = new ImportFile<Column>(path, COLUMNS, context, options);
  return context.withApplication(async (providers) => {
    const products = providers.get(ProductClient);
    const references = new ReferencedIds('productId', 'product', (ids) => products.read(ids));
    const list = new StockList();
    await file.check(json, async (chunk, problems) => {
      const held = await levelsAboveLimit(chunk, mode, providers.get(StockQueries));
      const rows = chunk.flatMap((row) => toStock(row, { mode, held }, problems) ?? []);
      await references.check(
        rows.map(({ line, productId }) => ({ line, id: productId })),
        problems,
      );
      for (const row of rows) list.add(row);
    });
    const progress = context.terminal.progress('Importing', list.length);
    const afterChunk = (done: number): void => {
      file.throwIfInterrupted();
      progress.to(done);
    };
    try {
      await providers.get(StockAdjustments).adjust(mode.adjustment, () => list.ascending(afterChunk));
    } catch (error) {
      if (!(error instanceof StockLimitExceeded)) throw error;
      await printTooLarge(list.linesOf(error.productIds), context, json);
      throw new CommandRefused();
    } finally {
      progress.end();
    }
    const result = json ? JSON.stringify({ moved: list.length }) : `${list.length} stocks moved.`;
    await context.terminal.print(result);
  });
}

async function printTooLarge(lines: readonly number[], { terminal }: CliContext, json: boolean): Promise<void> {
  const problems = new ImportProblems();
  for (const line of lines) problems.add(line, 'quantity', `would make the stock hold more than ${MAX_QUANTITY} units`);
  await problems.print(terminal, json);
}

/**
 * The levels of the products that a reset would bring above the limit: cancels may have raised them above it, and then
 * what was exported can be imported.
 */
async function levelsAboveLimit(
  chunk: readonly TableRow<Column>[],
  { adjustment }: ImportMode,
  stocks: StockQueries,
): Promise<ReadonlyMap<number, number>> {
  if (adjustment !== 'reset') return new Map();
  const productIds = chunk
    .filter(({ cells }) => wholeNumber(cells.quantity) > MAX_QUANTITY)
    .map(({ cells }) => wholeNumber(cells.productId))
    .filter(Number.isSafeInteger);
  const levels = productIds.length === 0 ? [] : await stocks.find(productIds);
  return new Map(levels.map(({ productId, quantity }) => [productId, quantity]));
}

function toStock(
  { line, cells }: TableRow<Column>,
  { mode, held }: { readonly mode: ImportMode; readonly held: ReadonlyMap<number, number> },
  problems: ImportProblems,
): ListedStock | undefined {
  const productId = wholeNumber(cells.productId);
  const isUnlimited = mode.adjustment === 'reset' && cells.quantity === NO_LIMIT;
  const quantity = isUnlimited ? UNLIMITED : wholeNumber(cells.quantity);
  const isId = Number.isSafeInteger(productId) && productId > 0;
  const isQuantity =
    isUnlimited || (quantity >= mode.min && quantity <= Math.max(MAX_QUANTITY, held.get(productId) ?? 0));
  if (!isId) problems.add(line, 'productId', 'must be a positive integer id');
  if (!isQuantity) problems.add(line, 'quantity', `must be an integer from ${mode.min} to ${MAX_QUANTITY}`);
  return isId && isQuantity ? { line, productId, quantity } : undefined;
}
