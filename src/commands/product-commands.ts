import { validateSync } from 'class-validator';
import { type ProductDraft, tidied } from '../modules/product/domain/product';
import { ProductDraftDto } from '../modules/product/http/product.dto';
import {
  type ProductRow,
  ProductsGone,
  ProductBulkRepository,
} from '../modules/product/persistence/product-bulk.repository';
import { ProductClient } from '#product';
import { type Command, DONE, Refusal, REFUSED } from './command';
import { exportFile } from './export-file';
import { ImportFile, JSON_OPTION, wholeNumber } from './import-file';
import { NamedProducts } from './named-products';
import type { Problems } from './problems';
import { withParts } from './quiet-application';
import type { TableRow } from './table-reader';

const COLUMNS = [
  'productId',
  'productName',
  'productDescription',
  'productPrice',
  'productImageUrl',
  'productCategory',
] as const;
type Column = (typeof COLUMNS)[number];

const ABOUT_FILES = `A file is UTF-8 text with or without a byte order mark, comma-separated, with a header. Texts that a
spreadsheet would calculate (they begin with = + - @ or a tab) are written with an apostrophe before them, and read
without it.`;

export const exportProducts: Command = {
  name: 'products export',
  takes: '[<file>]',
  summary: 'Writes all products into a file, or to standard output.',
  details: `Columns: ${COLUMNS.join(', ')}. One state of the shop, in the order of the ids, without deleted products.
${ABOUT_FILES}`,
  options: {},
  operands: [0, 1],
  async run({ operands: [file] }, surroundings) {
    return withParts(surroundings.config(), async (parts) => {
      const written = await parts.get(ProductBulkRepository).read((products, count) =>
        exportFile(products, {
          count,
          columns: COLUMNS,
          cellsOf: (product) => COLUMNS.map((column) => product[column]),
          file,
          surroundings,
        }),
      );
      surroundings.terminal.tell(`${written} products.`);
      return DONE;
    });
  },
};

export const importProducts: Command = {
  name: 'products import',
  takes: '<file> [--json]',
  summary: 'Takes products in from a file, all of them or none.',
  details: `Columns: ${COLUMNS.join(', ')}, in any order. A row without a productId becomes a new product; one with
a productId replaces all five fields of that product, which must exist. The rules are those of the API. The file is
looked through first; the first 20 problems are told with line and column, and then nothing is changed. Prices are seen
by every instance within a second; deals that run and past orders keep theirs.
${ABOUT_FILES}`,
  options: JSON_OPTION,
  operands: [1, 1],
  async run({ values, operands: [path = ''] }, surroundings) {
    const { terminal, config } = surroundings;
    const file = new ImportFile<Column>(path, COLUMNS, surroundings);
    return withParts(config(), async (parts) => {
      const json = values['json'] === true;
      const named = new NamedProducts(parts.get(ProductClient));
      const checked = await file.check(json, async (share, problems) => {
        const rows = share.map((row) => ({ line: row.line, productId: productOf(row, problems)?.productId }));
        await named.check(rows.filter(isKnown), problems);
      });
      if (checked === REFUSED) return REFUSED;
      const progress = terminal.progress('Importing', checked.rows);
      const imported = await parts
        .get(ProductBulkRepository)
        .write(() => file.again(productOf, progress))
        .catch((error: unknown) => {
          throw error instanceof ProductsGone ? new Refusal(error.message) : error;
        })
        .finally(() => progress.end());
      await terminal.say(
        json ? JSON.stringify(imported) : `${imported.created} products created, ${imported.replaced} replaced.`,
      );
      return DONE;
    });
  },
};

const isKnown = <Row extends { productId: number | undefined }>(row: Row): row is Row & { productId: number } =>
  row.productId !== undefined;

/** The row as a product, judged as the API judges one. */
function productOf({ line, cells }: TableRow<Column>, problems: Problems): ProductRow | undefined {
  const before = problems.count;
  const id = cells.productId.trim();
  const productId = id === '' ? undefined : wholeNumber(id);
  if (productId !== undefined && !(Number.isSafeInteger(productId) && productId > 0)) {
    problems.add(line, 'productId', 'must be empty or a positive integer id');
  }
  const draft = Object.assign(new ProductDraftDto(), {
    productName: cells.productName,
    productDescription: cells.productDescription,
    productPrice: wholeNumber(cells.productPrice),
    productImageUrl: cells.productImageUrl,
    productCategory: cells.productCategory.trim(),
  } satisfies ProductDraft);
  for (const { property, constraints } of validateSync(draft, { stopAtFirstError: true })) {
    problems.add(line, property, Object.values(constraints ?? {}).join('; '));
  }
  return problems.count === before ? { productId, ...tidied(draft) } : undefined;
}
