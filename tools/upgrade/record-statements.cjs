// Loaded before the application: every statement that it sends to the database is written to RECORD_TO, one JSON line
// each, in the order of sending. What only keeps an instance alive, or is read again unchanged, is written once.
'use strict';
const { appendFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
// Inside of the package, so by its path; the copy that the recorded build loads.
const mysql2 = dirname(require.resolve('mysql2', { paths: [process.cwd()] }));
const Connection = require(join(mysql2, 'lib', 'base', 'connection.js'));

const file = process.env.RECORD_TO;
const seen = new Set();
const ofSession = /^\s*(SET|START|COMMIT|ROLLBACK|BEGIN|KILL|SHOW|SELECT VERSION|SELECT DATABASE)/i;
const reading = /^\s*\(?SELECT/i;
const heartbeat = /\b(instances|integrity_runs)\b/;

const kept = (value) => {
  if (value instanceof Date) return { date: value.toISOString() };
  if (Buffer.isBuffer(value)) return { bytes: value.toString('base64') };
  return Array.isArray(value) ? value.map(kept) : value;
};

const query = Connection.prototype.query;
Connection.prototype.query = function (sql, values, ...rest) {
  if (typeof sql === 'string' && !ofSession.test(sql)) {
    const text = sql.replace(/\s+/g, ' ').trim();
    const repeated = reading.test(text) || heartbeat.test(text);
    if (!repeated || !seen.has(text)) {
      seen.add(text);
      const parameters = Array.isArray(values) ? values.map(kept) : [];
      appendFileSync(file, `${JSON.stringify([text, parameters])}\n`);
    }
  }
  return query.call(this, sql, values, ...rest);
};
