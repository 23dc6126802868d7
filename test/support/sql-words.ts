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
  DIV COUNT SUM MIN MAX OVER COALESCE IF LEAST GREATEST ABS CAST CHAR CONCAT LOWER FLOOR ROUND LENGTH SUBSTRING SUBSTRING_INDEX
  NOW INTERVAL MICROSECOND SECOND MINUTE HOUR DAY TIMESTAMP TIMESTAMPDIFF UNIX_TIMESTAMP CURRENT_TIMESTAMP VERSION DATABASE
  ROW_COUNT
  START TRANSACTION COMMIT ROLLBACK READ ONLY COMMITTED REPEATABLE ISOLATION LEVEL SESSION KILL STATEMENT MAX_EXECUTION_TIME
  JSON_TABLE JSON_VALID COLUMNS PATH
  CREATE TABLE DROP ALTER ADD MODIFY COLUMN PRIMARY UNIQUE CONSTRAINT CHECK ENGINE CHARSET CHARACTER COLLATE AUTO_INCREMENT
  BIGINT INT UNSIGNED TINYINT SMALLINT BOOLEAN DECIMAL VARCHAR TEXT MEDIUMTEXT BINARY VARBINARY DATETIME DATE ENUM
`
    .trim()
    .split(/\s+/),
);
