/**
 * The words of a statement that a server must support: keywords, which are in capitals, and names of functions. Quoted texts
 * and the lower-case names of tables and columns are left out; the content of a MariaDB version comment counts.
 */
export function sqlWords(sql: string): Set<string> {
  const bare = sql
    .replace(/'(?:[^'\\]|\\.|'')*'/g, ' ')
    .replace(/`[^`]*`/g, ' ')
    .replace(/\/\*[M!+]*\d*/g, ' ')
    .replace(/\*\//g, ' ')
    // Counted as one word, because MariaDB does not support FOR SHARE.
    .replace(/LOCK IN SHARE MODE/g, 'LOCK_IN_SHARE_MODE');
  const words = bare.match(/\b[A-Z][A-Z_]+\b/g) ?? [];
  const functions = [...bare.matchAll(/\b([a-z_]+)\(/g)].map(([, name]) => (name ?? '').toUpperCase());
  return new Set([...words, ...functions]);
}

/** The words of SQL that the shop may use; docs/scaling.md lists them for operators of other servers that speak MySQL. */
export const KNOWN_WORDS = new Set(
  `
  SELECT DISTINCT AS FROM JOIN LEFT ON WHERE AND OR NOT IN IS NULL BETWEEN LIKE ESCAPE EXISTS TRUE CASE WHEN THEN ELSE END
  GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET UNION ALL FORCE INDEX STRAIGHT_JOIN FOR UPDATE SKIP LOCKED LOCK_IN_SHARE_MODE
  INSERT INTO VALUES DUPLICATE KEY IGNORE SET DELETE DEFAULT
  DIV COUNT SUM MIN MAX GROUP_CONCAT OVER PARTITION COALESCE IF LEAST GREATEST ABS CAST CHAR HEX CONCAT LOWER FLOOR ROUND LENGTH SUBSTRING SUBSTRING_INDEX
  NOW INTERVAL MICROSECOND SECOND MINUTE HOUR DAY TIMESTAMP TIMESTAMPDIFF UNIX_TIMESTAMP CURRENT_TIMESTAMP VERSION DATABASE
  ROW_COUNT
  START TRANSACTION COMMIT ROLLBACK READ ONLY COMMITTED REPEATABLE ISOLATION LEVEL SESSION KILL STATEMENT MAX_EXECUTION_TIME
  SHOW TABLES GLOBAL VARIABLES
  JSON_TABLE JSON_VALID COLUMNS PATH
  CREATE TABLE DROP ALTER ADD MODIFY COLUMN PRIMARY UNIQUE CONSTRAINT CHECK ENGINE CHARSET CHARACTER COLLATE AUTO_INCREMENT
  BIGINT INT UNSIGNED TINYINT SMALLINT BOOLEAN DECIMAL VARCHAR TEXT MEDIUMTEXT BINARY VARBINARY DATETIME DATE ENUM STORED
`
    .trim()
    .split(/\s+/),
);

/** Of the lock and the record of migrations only: both servers support them, and a sale does not need them. */
export const WORDS_OF_MIGRATIONS = new Set(['DO', 'GET_LOCK', 'RELEASE_LOCK', 'MD5', 'REPLACE']);

/** Reserved in MySQL 9.7 (information_schema.keywords); MariaDB accepts some of them as names. */
const RESERVED_WORDS = new Set(
  `
  accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade case
  change char character check collate column condition constraint continue convert create cross cube cume_dist
  current_date current_time current_timestamp current_user cursor database databases day_hour day_microsecond
  day_minute day_second dec decimal declare default delayed delete dense_rank desc describe deterministic distinct
  distinctrow div double drop dual each else elseif empty enclosed escaped except exists exit explain external false
  fetch first_value float float4 float8 for force foreign from fulltext function generated get grant group grouping
  groups having high_priority hour_microsecond hour_minute hour_second if ignore in index infile inner inout
  insensitive insert int int1 int2 int3 int4 int8 integer intersect interval into io_after_gtids io_before_gtids is
  iterate join json_table key keys kill lag last_value lateral lead leading leave left library like limit linear lines
  load localtime localtimestamp lock long longblob longtext loop low_priority match maxvalue mediumblob mediumint
  mediumtext middleint minute_microsecond minute_second mod modifies natural no_write_to_binlog not nth_value ntile
  null numeric of on optimize optimizer_costs option optionally or order out outer outfile over partition percent_rank
  precision primary procedure purge qualify range rank read read_write reads real recursive references regexp release
  rename repeat replace require resignal restrict return revoke right rlike row row_number rows schema schemas
  second_microsecond select sensitive separator set show signal smallint spatial specific sql sql_big_result
  sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl starting stored straight_join system table
  tablesample terminated then tinyblob tinyint tinytext to trailing trigger true undo union unique unlock unsigned
  update usage use using utc_date utc_time utc_timestamp values varbinary varchar varcharacter varying virtual when
  where while window with write xor year_month zerofill
`
    .trim()
    .split(/\s+/),
);

/** The aliases of a statement that MySQL does not accept as names. */
export function reservedAliases(sql: string): string[] {
  return [...sql.matchAll(/\bAS ([a-z_]+)\b/g)]
    .map(([, alias = '']) => alias)
    .filter((alias) => RESERVED_WORDS.has(alias));
}
