import { Writable } from 'node:stream';
import pino from 'pino';
import { REDACTION, writtenError } from './log-format';

function logged(fields: object): string {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  pino({ redact: REDACTION, serializers: { err: writtenError } }, stream).info(fields);
  return text;
}

test('secrets are not written at any depth', () => {
  const secrets = { password: 'hunter2', accessToken: 'hunter2', refreshToken: 'hunter2', authorization: 'hunter2' };
  const text = logged({ ...secrets, body: secrets, request: { headers: { ...secrets, cookie: 'hunter2' } } });
  expect(text).not.toContain('hunter2');
  expect(text).toContain('[redacted]');
});

test('an error is written with its cause, and without the statement that a driver attaches', () => {
  const driver = Object.assign(new Error('Duplicate entry'), { errno: 1062, sql: "INSERT … VALUES ('hunter2')" });
  const text = logged({ err: new Error('The order was not stored', { cause: driver }) });
  expect(text).toContain('The order was not stored');
  expect(text).toContain('"errno":1062');
  expect(text).not.toContain('hunter2');
  expect(logged({ err: { sql: 'hunter2' } })).not.toContain('hunter2');
});
