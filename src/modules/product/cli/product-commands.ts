import { validateSync } from 'class-validator';
import type { Command } from 'commander';
import { ProductClient } from '#product';
import { type CliContext, JSON_OPTION, type JsonOption, wholeNumber } from '#platform/cli/cli-context';
import { CommandRefused } from '#platform/cli/command-outcome';
import { type EncodingOption, encodingOption, ImportFile } from '#platform/cli/import-file';
import type { ImportProblems } from '#platform/cli/import-problems';
import { ReferencedIds } from '#platform/cli/referenced-ids';
import type { TableRow } from '#platform/cli/table-reader';
import { exportTable } from '#platform/cli/table-writer';
import { type Product, type ProductDraft, normalizeDraft } from '../domain/product';
import { ProductDraftDto } from '../http/product.dto';
import { ProductQueries } from '../persistence/product.queries';
import { ProductBulkRepository, type ProductRow, ProductsNotFound } from '../persistence/product-bulk.repository';

const COLUMNS = [
  'productId',
  'productName',
  'productDescription',
  'productPrice',
  'productImageUrl',
  'productCategory',
] as const;
type Column = (typeof COLUMNS)[number];

const ABOUT_FILES = `A file is comma-separated text with a header, in UTF-8 (with or without a byte order mark), UTF-16 (with one) or CP949.
What is exported is UTF-8 with a byte order mark, by which spreadsheets recognise it. Texts that a spreadsheet
would take for a formula (they begin with = + - @ or a tab) are written with a leading apostrophe, and read without it.`;
const ABOUT_EXPORT = `Columns: ${COLUMNS.join(', ')}. One consistent state of the shop, in the order of the ids, without
deleted products.

${ABOUT_FILES}`;
const ABOUT_IMPORT = `Columns: ${COLUMNS.join(', ')}, in any order. A row without a productId becomes a new product; a row with
one replaces all five fields of that product, which must exist. The rules are those of the API. The whole file is
checked first; the first 20 problems are printed with line and column, and then nothing is changed. Every instance sees
the new prices within a second; running deals and past orders keep theirs.

${ABOUT_FILES}`;

export function addProductCommands(program: Command, context: CliContext): void {
  const group = program.command('products').description('Export and import the catalogue.');
  group
    .command('export')
    .summary('Export all products.')
    .description(ABOUT_EXPORT)
    .argument('[file]', 'the file to write; standard output by default')
    .action((file?: string) => exportProducts(context, file));
  group
    .command('import')
    .summary('Import products from a file, all of them or none.')
    .description(ABOUT_IMPORT)
    .argument('<file>', 'the file to read')
    .addOption(encodingOption())
    .option(...JSON_OPTION)
    .action((path: string, options: JsonOption & EncodingOption) => importProducts(context, path, options));
}

function exportProducts(context: CliContext, file: string | undefined): Promise<void> {
  return context.withApplication(async (providers) => {
    const count = await providers.get(ProductBulkRepository).readAll((products, expected) =>
      exportTable(products, {
        count: expected,
        columns: COLUMNS,
        toCells: (product) => COLUMNS.map((column) => product[column]),
        file,
        context,
      }),
    );
    context.terminal.info(`${count} products exported.`);
  });
}

function importProducts(context: CliContext, path: string, options: JsonOption & EncodingOption): Promise<void> {
  const json = options.json === true;
  const file = new ImportFile<Column>(path, COLUMNS, context, options);
  return context.withApplication(async (providers) => {
    const products = providers.get(ProductClient);
    const references = new ReferencedIds('productId', 'product', (ids) => products.read(ids));
    const unchanged = new UnchangedProducts((ids) => providers.get(ProductQueries).findAll(ids));
    /** @returns whether the row has no problem */
    const report = ({ line, violations }: ParsedRow, problems: ImportProblems): boolean => {
      if (violations.length === 0 || unchanged.has(line)) return true;
      for (const { column, message } of violations) problems.add(line, column, message);
      return false;
    };
    const rows = await file.check(json, async (chunk, problems) => {
      const parsed = chunk.map(toProduct);
      await unchanged.find(parsed);
      const valid = parsed.filter((row) => report(row, problems));
      const named = valid.flatMap(({ line, product: { productId: id } }) => (id === undefined ? [] : { line, id }));
      await references.check(named, problems);
    });
    const toRow = (row: TableRow<Column>, problems: ImportProblems): ProductRow => {
      const parsed = toProduct(row);
      report(parsed, problems);
      return parsed.product;
    };
    const progress = context.terminal.progress('Importing', rows);
    const imported = await providers
      .get(ProductBulkRepository)
      .write(() => file.rows(toRow, progress))
      .catch((error: unknown) => {
        throw error instanceof ProductsNotFound ? new CommandRefused(error.message) : error;
      })
      .finally(() => progress.end());
    await context.terminal.print(
      json ? JSON.stringify(imported) : `${imported.created} products created, ${imported.replaced} replaced.`,
    );
  });
}

interface ParsedRow {
  readonly line: number;
  readonly product: ProductRow;
  readonly violations: readonly { readonly column: string; readonly message: string }[];
}

const isId = (id: number | undefined): id is number => Number.isSafeInteger(id) && (id ?? 0) > 0;

/** Validates the row with the rules of the API. */
function toProduct({ line, cells }: TableRow<Column>): ParsedRow {
  const id = cells.productId.trim();
  const productId = id === '' ? undefined : wholeNumber(id);
  const draft = Object.assign(new ProductDraftDto(), {
    productName: cells.productName,
    productDescription: cells.productDescription,
    productPrice: wholeNumber(cells.productPrice),
    productImageUrl: cells.productImageUrl,
    productCategory: cells.productCategory.trim(),
  } satisfies ProductDraft);
  const violations = validateSync(draft, { stopAtFirstError: true }).map(({ property, constraints }) => ({
    column: property,
    message: Object.values(constraints ?? {}).join('; '),
  }));
  if (productId !== undefined && !isId(productId)) {
    violations.unshift({ column: 'productId', message: 'must be empty or a positive integer id' });
  }
  return { line, product: { productId, ...normalizeDraft(draft) }, violations };
}

/** The rows whose violations are those of the product as it is: stored under older rules, exported, and imported again. */
class UnchangedProducts {
  private readonly lines = new Set<number>();

  constructor(private readonly read: (productIds: readonly number[]) => Promise<readonly Product[]>) {}

  has(line: number): boolean {
    return this.lines.has(line);
  }

  async find(rows: readonly ParsedRow[]): Promise<void> {
    const violating = rows.filter(({ violations, product }) => violations.length > 0 && isId(product.productId));
    if (violating.length === 0) return;
    const stored = await this.read(violating.map(({ product }) => product.productId as number));
    const byId = new Map(stored.map((product) => [product.productId, product]));
    for (const { line, product, violations } of violating) {
      const before = byId.get(product.productId as number);
      const isStored = (column: string): boolean =>
        before?.[column as keyof ProductDraft] === product[column as keyof ProductDraft];
      if (violations.every(({ column }) => isStored(column))) this.lines.add(line);
    }
  }
}
