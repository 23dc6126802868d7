import { request as ask } from 'node:http';
import { problemMismatches, type Reply } from '../support/reply';
import type { Target, Who } from './target';

/** One row of a table. */
export interface Attack {
  /** what is tried, when the request alone does not say it */
  readonly name?: string;
  readonly method: string;
  /** with the query; names in braces are what the target has under them */
  readonly path: string;
  /** an administrator unless it says otherwise, so that nothing but the attack itself is refused */
  readonly as?: Who;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  readonly expect: Expected;
}
export type Expected = readonly [status: number, code?: string];

export const INVALID: Expected = [400, 'VALIDATION_FAILED'];
export const MALFORMED: Expected = [400, 'MALFORMED_JSON'];
export const JSON_BODY = { 'content-type': 'application/json' };

const LONGEST_ERROR_BYTES = 16 * 1024;
const LONGEST_MS = 1_000;
const REQUEST_ID = /^[\w.:-]{1,128}$/;
/** What a failure could tell of how the shop is made. */
const TELL_TALE =
  /\bat .+:\d+:\d+|node_modules|\.[jt]s\b|\b(select|insert|update|delete) .*\b(from|into|set)\b|mysql|mariadb|redis|typeorm|ECONN|errno|sqlstate|express|nestjs|hotdeal_test|\b127\.0\.0\.1/i;

interface Timed extends Reply {
  readonly ms: number;
}

export function send(target: Target, { method, path, as = 'admin', headers = {}, body }: Attack): Promise<Timed> {
  const token = target.tokens[as];
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const content = typeof body === 'string' ? target.fill(body) : body;
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(target.shop.address);
    // Node frames the body of a POST by itself, but not that of a DELETE.
    const length = content === undefined || 'transfer-encoding' in headers ? {} : lengthOf(content);
    const sent = { ...authorization, ...length, ...headers };
    const options = { hostname, port, path: target.fill(path), method, headers: sent };
    const request = ask(options as object, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => {
        const isJson = (answer.headers['content-type'] ?? '').includes('json') && text !== '';
        const { statusCode: status = 0, headers } = answer;
        const ms = performance.now() - began;
        resolve({ status, headers, text, body: isJson ? JSON.parse(text) : undefined, ms });
      });
    });
    request.on('error', reject);
    request.end(content);
  });
}

function lengthOf(content: string | Buffer): object {
  return { 'content-length': Buffer.byteLength(content) };
}

/** What is wrong with the answer to an attack; nothing when it is answered as it should be. */
async function faults(target: Target, attack: Attack): Promise<string[]> {
  const reply = await send(target, attack);
  const found = faultsOf(reply, attack.expect, target);
  // The promise is one second. On a machine that others stall the same answer may be late once, but not twice.
  const late = reply.ms > LONGEST_MS && (await send(target, attack)).ms > LONGEST_MS;
  if (late) found.push(`it took ${Math.round(reply.ms)} ms`);
  if (found.length === 0) return [];
  const written = attack.body === undefined ? '' : ` ${attack.body.toString('utf8').slice(0, 120)}`;
  return [`${attack.name ?? ''} ${attack.method} ${attack.path.slice(0, 200)}${written}: ${found.join('; ')}`.trim()];
}

export function faultsOf(reply: Reply, [status, code]: Expected, target: Target): string[] {
  const { headers, text } = reply;
  const isError = reply.status >= 400;
  return [
    ...(reply.status === status ? [] : [`status is ${reply.status}, not ${status}: ${text.slice(0, 300)}`]),
    ...(isError && !isHeadless(reply) ? problemMismatches(reply, status, code) : []),
    ...(isError && Buffer.byteLength(text) > LONGEST_ERROR_BYTES ? [`the error has ${text.length} characters`] : []),
    ...(isError ? talesOf(reply) : []),
    ...(REQUEST_ID.test(String(headers['x-request-id'])) ? [] : ['there is no request id']),
    ...['server', 'x-powered-by', 'x-aspnet-version'].filter((name) => name in headers).map((name) => `it has ${name}`),
    ...[...target.secrets].filter((secret) => text.includes(secret)).map((secret) => `it tells ${secret}`),
  ];
}

function isHeadless({ text, headers }: Reply): boolean {
  return text === '' && headers['content-length'] !== undefined && headers['content-length'] !== '0';
}

/** The address and the names of fields are the client's own words. */
function talesOf({ body }: Reply): string[] {
  const { instance: _, errors, ...own } = (body ?? {}) as { instance?: string; errors?: { message: string }[] };
  const said = JSON.stringify([own, errors?.map(({ message }) => message)]);
  const tale = TELL_TALE.exec(said);
  return tale === null ? [] : [`it tells of the inside: ${tale[0]}`];
}

/** Each attack in turn, so that what one breaks is not blamed on another. */
export async function allFaults(target: Target, attacks: readonly Attack[]): Promise<string[]> {
  const found: string[] = [];
  for (const attack of attacks) found.push(...(await faults(target, attack)));
  return found;
}

/**
 * A table as tests: the rows under one title each, and when all are through: nothing in the shop has changed, every
 * line of its log is one, none tells a secret, and it still answers.
 */
export function repel(open: () => Target, tables: Readonly<Record<string, readonly Attack[]>>): void {
  for (const [title, attacks] of Object.entries(tables)) {
    it(title, async () => {
      expect(attacks.length).toBeGreaterThan(0);
      expect(await allFaults(open(), attacks)).toEqual([]);
    });
  }
  it('has changed nothing in the shop, which still answers, by the end of the table', () => expectUnharmed(open()));
}

export async function expectUnharmed(target: Target): Promise<void> {
  expect(await target.changes()).toEqual([]);
  expect(target.logFaults()).toEqual([]);
  expect((await target.admin.get('/health/ready')).body).toMatchObject({ status: 'ok' });
  expect((await target.shop.buyer(1).get('/api/orders')).status).toBe(200);
}
