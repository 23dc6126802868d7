import { onScheme } from './scheme';

/** The tables of a schema as the server writes them, with their rows if `withRows`; TypeORM's own are left out. */
export function tableDefinitions(
  scheme: string,
  { withRows = false }: { readonly withRows?: boolean } = {},
): Promise<Record<string, unknown>> {
  return onScheme(scheme, async (database) => {
    const tables = await database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = DATABASE() AND table_name <> 'schema_migrations' ORDER BY 1`,
    );
    const definitions: Record<string, unknown> = {};
    for (const { name } of tables) {
      const [created] = await database.query<Record<string, string>>(`SHOW CREATE TABLE ${name}`);
      const rows = withRows ? await database.query<object>(`SELECT * FROM ${name}`) : [];
      const withoutTimes = rows.map((row) => Object.entries(row).filter(([, value]) => !(value instanceof Date)));
      definitions[name] = [created?.['Create Table'], withoutTimes];
    }
    return definitions;
  });
}
