import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { STATEMENT_END } from '#platform/database/pipelined-statements';
import { openShop } from '../support/shop';
import { KNOWN_WORDS, reservedAliases, sqlWords, WORDS_OF_MIGRATIONS } from '../support/sql-words';

const SOURCE = join(__dirname, '..', '..', 'src');
/** A string that matches is a statement or a part of one. */
const SQL =
  /\b(SELECT|INSERT INTO|UPDATE \w+|DELETE FROM|FROM \w+|WHERE|ORDER BY|GROUP BY|JOIN|(CREATE|ALTER|DROP) [A-Z]+|SET [A-Za-z_]+|KILL|CALL|DO|LOCK|UNLOCK|GRANT|FLUSH|XA|SAVEPOINT|BEGIN|FOR UPDATE|LIMIT \?)(?![A-Za-z])/;

/** The files of the migration runner, and what it sends. */
const OF_MIGRATIONS =
  /platform\/database\/(apply-migrations|migration-progress)|hotdeal\.migrations|schema_migration_progress/;

interface Statement {
  readonly where: string;
  readonly sql: string;
}

/** Every string of SQL in the code, without interpolated values. */
function statementsIn(file: string): Statement[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext);
  const found: Statement[] = [];
  const visit = (node: ts.Node): void => {
    const sql = ts.isStringLiteralLike(node)
      ? node.text
      : ts.isTemplateExpression(node)
        ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' x ')
        : '';
    if (SQL.test(sql)) found.push({ where: file.slice(SOURCE.length + 1), sql });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function unknownWordsIn(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ where, sql }) =>
    [...sqlWords(sql)]
      .filter((word) => !KNOWN_WORDS.has(word))
      .filter((word) => !WORDS_OF_MIGRATIONS.has(word) || !OF_MIGRATIONS.test(`${where} ${sql}`))
      .map((word) => `${word} in ${where}: ${sql.trim().slice(0, 80)}`),
  );
}

describe('the SQL that a server must support', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => join(SOURCE, file));

  it('uses only the words that docs/scaling.md lists, in every file', () => {
    const statements = files.flatMap(statementsIn);
    expect(statements.length).toBeGreaterThan(200);
    expect(unknownWordsIn(statements)).toEqual([]);
  });

  it('gives no alias a name that MySQL reserves, though MariaDB would accept it', () => {
    const reserved = files
      .flatMap(statementsIn)
      .flatMap(({ where, sql }) => reservedAliases(sql).map((alias) => `${alias} in ${where}`));
    expect(reserved).toEqual([]);
  });

  it('uses only those words when it is sent, from the migrations to a sale', async () => {
    const statements: Statement[] = [];
    interface Driver {
      readonly Connection: { readonly prototype: { query(this: unknown, ...parameters: unknown[]): unknown } };
    }
    const { prototype } = jest.requireActual<Driver>('mysql2').Connection;
    const { query } = prototype;
    prototype.query = function (...parameters) {
      const sql = typeof parameters[0] === 'string' ? parameters[0] : (parameters[0] as { sql: string }).sql;
      if (!/INFORMATION_SCHEMA|CREATE DATABASE|DROP DATABASE/i.test(sql))
        statements.push(...sql.split(STATEMENT_END).map((one) => ({ where: 'the connection', sql: one })));
      return query.apply(this, parameters);
    };
    try {
      const shop = await openShop();
      const lamp = await shop.stocked(3);
      const orderItems = [{ productId: lamp, quantity: 1 }];
      const { body } = await shop.buyer(1).post('/api/orders/products', { orderItems }, { Prefer: 'wait=30' });
      await shop.buyer(1).post(`/api/orders/${(body as { orderId: number }).orderId}/cancel`);
      await shop.bus.drain();
      await shop.close();
    } finally {
      prototype.query = query;
    }
    const sale = ['START TRANSACTION', 'INSERT INTO orders', 'INSERT INTO stock_decisions', 'COMMIT', 'CREATE TABLE'];
    for (const part of sale) expect(statements.some(({ sql }) => sql.includes(part))).toBe(true);
    expect(unknownWordsIn(statements)).toEqual([]);
  });

  it.each([
    `SELECT GET_LOCK('lamp', 1)`,
    'CREATE TRIGGER sold AFTER INSERT ON orders FOR EACH ROW SET @x = 1',
    'CREATE PROCEDURE sell() SELECT 1',
    'CALL sell()',
    'SELECT last_insert_id()',
    'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (user_id)',
    'LOCK TABLES orders WRITE',
    'SELECT quantity FROM stocks FOR SHARE',
    'WITH RECURSIVE n AS (SELECT 1) SELECT * FROM n',
  ])('would not be supported with %s', (sql) => {
    expect(SQL.test(sql)).toBe(true);
    expect(unknownWordsIn([{ where: 'here', sql }])).not.toEqual([]);
  });
});
