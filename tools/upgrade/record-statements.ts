// Loaded before the application: writes every statement that it sends to the database to the file RECORD_TO, one JSON
// line each, in the order of sending. Heartbeats and repeated reads are written once.
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
const ofSession = /^\s*(SET|START|COMMIT|ROLLBACK|BEGIN|KILL|SHOW|SELECT VERSION|SELECT DATABASE)/i;
const read = /^\s*\(?SELECT/i;
const heartbeat = /\b(instances|integrity_runs)\b/;

function encode(value: unknown): unknown {
  if (value instanceof Date) return { date: value.toISOString() };
  if (Buffer.isBuffer(value)) return { bytes: value.toString('base64') };
  return Array.isArray(value) ? value.map(encode) : value;
}

const { query } = prototype;
prototype.query = function (sql, values, ...rest) {
  if (typeof sql === 'string' && !ofSession.test(sql)) {
    const text = sql.replace(/\s+/g, ' ').trim();
    if (!seen.has(text) || !(read.test(text) || heartbeat.test(text))) {
      seen.add(text);
      appendFileSync(file, `${JSON.stringify([text, Array.isArray(values) ? values.map(encode) : []])}\n`);
    }
  }
  return query.call(this, sql, values, ...rest);
};
