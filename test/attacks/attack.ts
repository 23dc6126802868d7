import { exchange, problemMismatches, type Reply } from '../support/reply';
import type { Target, Role } from './target';

/** One hostile request and the expected answer. */
export interface Attack {
  /** what is attempted, if the request alone does not show it */
  readonly name?: string;
  readonly method: string;
  /** with the query; placeholders in braces are replaced by values of the target */
  readonly path: string;
  /** the administrator by default, so that only the attack itself can be the reason of a refusal */
  readonly as?: Role;
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
/** Internals that an error could reveal. */
const INTERNALS =
  /\bat .+:\d+:\d+|node_modules|\.[jt]s\b|\b(select|insert|update|delete) .*\b(from|into|set)\b|mysql|mariadb|redis|typeorm|ECONN|errno|sqlstate|express|nestjs|hotdeal_test|\b127\.0\.0\.1/i;

export function send(target: Target, { method, path, as = 'admin', headers = {}, body }: Attack): Promise<Reply> {
  const content = typeof body === 'string' ? target.fillPlaceholders(body) : body;
  // Node sets the length of the body of a POST, but not of a DELETE.
  const length = content === undefined || 'transfer-encoding' in headers ? {} : lengthOf(content);
  return exchange(target.shop.address, {
    method,
    path: target.fillPlaceholders(path),
    token: target.tokens[as],
    headers: { ...length, ...headers },
    body: content,
  });
}

function lengthOf(content: string | Buffer): object {
  return { 'content-length': Buffer.byteLength(content) };
}

/** The differences between the answer to an attack and the expected one. */
async function attackViolations(target: Target, attack: Attack): Promise<string[]> {
  const reply = await send(target, attack);
  const violations = replyViolations(reply, attack.expect, target);
  // Answers take at most one second. A busy machine may delay an answer once, but not twice.
  const late = reply.ms > LONGEST_MS && (await send(target, attack)).ms > LONGEST_MS;
  if (late) violations.push(`it took ${Math.round(reply.ms)} ms`);
  if (violations.length === 0) return [];
  const written = attack.body === undefined ? '' : ` ${attack.body.toString('utf8').slice(0, 120)}`;
  return [
    `${attack.name ?? ''} ${attack.method} ${attack.path.slice(0, 200)}${written}: ${violations.join('; ')}`.trim(),
  ];
}

export function replyViolations(reply: Reply, [status, code]: Expected, target: Target): string[] {
  const { headers, text } = reply;
  const isError = reply.status >= 400;
  return [
    ...(reply.status === status ? [] : [`status is ${reply.status}, not ${status}: ${text.slice(0, 300)}`]),
    ...(isError && !isReplyToHead(reply) ? problemMismatches(reply, status, code) : []),
    ...(isError && Buffer.byteLength(text) > LONGEST_ERROR_BYTES ? [`the error has ${text.length} characters`] : []),
    ...(isError ? leaksOf(reply) : []),
    ...(REQUEST_ID.test(String(headers['x-request-id'])) ? [] : ['the request id is missing']),
    ...['server', 'x-powered-by', 'x-aspnet-version']
      .filter((name) => name in headers)
      .map((name) => `it has the header ${name}`),
    ...[...target.secrets].filter((secret) => text.includes(secret)).map((secret) => `it contains ${secret}`),
  ];
}

function isReplyToHead({ text, headers }: Reply): boolean {
  return text === '' && headers['content-length'] !== undefined && headers['content-length'] !== '0';
}

/** The path and the names of fields are left out: they repeat the request. */
function leaksOf({ body }: Reply): string[] {
  const { instance: _, errors, ...own } = (body ?? {}) as { instance?: string; errors?: { message: string }[] };
  const text = JSON.stringify([own, errors?.map(({ message }) => message)]);
  const leak = INTERNALS.exec(text);
  return leak === null ? [] : [`it reveals internals: ${leak[0]}`];
}

/** Runs the attacks one after the other, so that the effect of one is not attributed to another. */
export async function violationsOf(target: Target, attacks: readonly Attack[]): Promise<string[]> {
  const violations: string[] = [];
  for (const attack of attacks) violations.push(...(await attackViolations(target, attack)));
  return violations;
}

/**
 * Defines a test per entry of the table, and a last one: no row of the shop has changed, the log is valid JSON without errors
 * and secrets, and the shop still answers.
 */
export function testAttacks(open: () => Target, tables: Readonly<Record<string, readonly Attack[]>>): void {
  for (const [title, attacks] of Object.entries(tables)) {
    it(title, async () => {
      expect(attacks.length).toBeGreaterThan(0);
      expect(await violationsOf(open(), attacks)).toEqual([]);
    });
  }
  it('leaves the shop unchanged and answering after all attacks', () => expectUnaffected(open()));
}

export async function expectUnaffected(target: Target): Promise<void> {
  expect(await target.changedTables()).toEqual([]);
  expect(target.logViolations()).toEqual([]);
  expect((await target.admin.get('/health/ready')).body).toMatchObject({ status: 'ok' });
  expect((await target.shop.buyer(1).get('/api/orders')).status).toBe(200);
}
