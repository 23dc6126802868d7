// Loaded before the application: writes every statement that it sends to the database to the file RECORD_TO, one JSON
// line each, in the order of sending, also those that share a round trip. Heartbeats and repeated reads are written once;
// what only checks a number (ADR 0031, 0032) is left out, because the number depends on the moment.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

type Query = (this: unknown, sql: unknown, values: unknown, ...rest: unknown[]) => unknown;

// The copy of mysql2 that the recorded build loads. This class is not exported, so it is loaded by its path.
const load = createRequire(join(process.cwd(), 'package.json'));
const mysql2 = dirname(load.resolve('mysql2'));
const { prototype } = load(join(mysql2, 'lib', 'base', 'connection.js')) as { prototype: { query: Query } };

const file = process.env['RECORD_TO'] ?? '';
const seen = new Set<string>();
const endOfStatement = ';\n';
const ofSession = /^\s*(SET|START|COMMIT|ROLLBACK|BEGIN|KILL|SHOW|SELECT VERSION|SELECT DATABASE|SELECT ~0)/i;
const read = /^\s*\(?SELECT/i;
const heartbeat = /\b(instances|integrity_runs|poller_leases)\b/;

function encode(value: unknown): unknown {
  if (value instanceof Date) return { date: value.toISOString() };
  if (Buffer.isBuffer(value)) return { bytes: value.toString('base64') };
  return Array.isArray(value) ? value.map(encode) : value;
}

function record(sql: string, values: readonly unknown[]): void {
  const text = sql.replace(/\s+/g, ' ').trim();
  if (ofSession.test(text) || (seen.has(text) && (read.test(text) || heartbeat.test(text)))) return;
  seen.add(text);
  appendFileSync(file, `${JSON.stringify([text, values.map(encode)])}\n`);
}

const { query } = prototype;
prototype.query = function (sql, values, ...rest) {
  if (typeof sql === 'string') {
    for (const statement of sql.split(endOfStatement)) record(statement, Array.isArray(values) ? values : []);
  }
  return query.call(this, sql, values, ...rest);
};
