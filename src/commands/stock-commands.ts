import { ProductClient } from '#product';
import { MOST_UNITS } from '../modules/stock/persistence/stock-adjustments';
import { type StockRow, StocksTooLarge, StockBulkRepository } from '../modules/stock/persistence/stock-bulk.repository';
import type { StockVerb } from '../modules/stock/use-cases/adjust-stock';
import { type Command, DONE, needed, Refusal, REFUSED } from './command';
import { exportFile } from './export-file';
import { ImportFile, JSON_OPTION, wholeNumber } from './import-file';
import { NamedProducts } from './named-products';
import { Problems } from './problems';
import { withParts } from './quiet-application';
import { StockList } from './stock-list';
import type { TableRow } from './table-reader';

const COLUMNS = ['productId', 'quantity'] as const;
type Column = (typeof COLUMNS)[number];

/** The least quantity that each mode takes, as in the API. */
const MODES: Readonly<Record<string, { readonly verb: StockVerb; readonly least: number }>> = {
  reset: { verb: 'reset', least: 0 },
  increase: { verb: 'increase', least: 1 },
};

export const exportStock: Command = {
  name: 'stock export',
  takes: '[<file>]',
  summary: 'Writes the quantity of every product into a file, or to standard output.',
  details: `Columns: ${COLUMNS.join(', ')}. One state of the shop, in the order of the ids; products that never had stock,
and deleted ones, are left out.`,
  options: {},
  operands: [0, 1],
  async run({ operands: [file] }, surroundings) {
    return withParts(surroundings.config(), async (parts) => {
      const written = await parts.get(StockBulkRepository).read((stocks, count) =>
        exportFile(stocks, {
          count,
          columns: COLUMNS,
          cellsOf: ({ productId, quantity }) => [productId, quantity],
          file,
          surroundings,
        }),
      );
      surroundings.terminal.tell(`${written} stocks.`);
      return DONE;
    });
  },
};

export const importStock: Command = {
  name: 'stock import',
  takes: '<file> --mode reset|increase [--json]',
  summary: 'Resets or increases stocks from a file, all of them or none.',
  details: `Columns: ${COLUMNS.join(', ')}. A product at most once. With --mode reset a quantity (0 to ${MOST_UNITS}) becomes
what the stock holds, whatever has been sold since the file was written; with --mode increase it (from 1) is added.
Each row leaves one movement in the ledger, as the API's routes do. The first 20 problems are told with line and column,
and then nothing is changed. Orders for these products wait for their decision until the import has ended: during a sale
import few at a time.`,
  options: { mode: { type: 'string' }, ...JSON_OPTION },
  operands: [1, 1],
  async run(given, surroundings) {
    const { terminal, config } = surroundings;
    const mode = MODES[needed(given, 'mode')];
    if (mode === undefined) throw new Refusal('--mode is reset or increase.');
    const json = given.values['json'] === true;
    const file = new ImportFile<Column>(given.operands[0] ?? '', COLUMNS, surroundings);
    return withParts(config(), async (parts) => {
      const list = new StockList();
      const named = new NamedProducts(parts.get(ProductClient));
      const checked = await file.check(json, async (share, problems) => {
        const rows = share.flatMap((row) => stockOf(row, mode.least, problems) ?? []);
        await named.check(rows, problems);
        for (const row of rows) list.add(row);
      });
      if (checked === REFUSED) return REFUSED;
      const progress = terminal.progress('Importing', list.length);
      try {
        const moved = (done: number): void => {
          file.goOn();
          progress.to(done);
        };
        await parts.get(StockBulkRepository).move(mode.verb, () => list.ascending(moved));
      } catch (error) {
        if (!(error instanceof StocksTooLarge)) throw error;
        const problems = new Problems();
        for (const line of list.linesOf(error.productIds)) {
          problems.add(line, 'quantity', `would make the stock hold more than ${MOST_UNITS} units`);
        }
        await problems.tell(terminal, json);
        return REFUSED;
      } finally {
        progress.end();
      }
      await terminal.say(json ? JSON.stringify({ moved: list.length }) : `${list.length} stocks moved.`);
      return DONE;
    });
  },
};

function stockOf(
  { line, cells }: TableRow<Column>,
  least: number,
  problems: Problems,
): (StockRow & { line: number }) | undefined {
  const productId = wholeNumber(cells.productId);
  const quantity = wholeNumber(cells.quantity);
  const isId = Number.isSafeInteger(productId) && productId > 0;
  const isQuantity = quantity >= least && quantity <= MOST_UNITS;
  if (!isId) problems.add(line, 'productId', 'must be a positive integer id');
  if (!isQuantity) problems.add(line, 'quantity', `must be an integer from ${least} to ${MOST_UNITS}`);
  return isId && isQuantity ? { line, productId, quantity } : undefined;
}
