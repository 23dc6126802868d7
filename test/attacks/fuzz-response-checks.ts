import { errorCodes } from '../../src/error-codes';
import { checkAnswer } from './fuzz-openapi';
import type { Answer } from './fuzz-client';
import type { Sent } from './fuzz-shop';
import { validityOf } from './fuzz-request-validity';

const LARGEST_ERROR = 16 * 1024;
const SLOWEST_ERROR_MS = 1_000;
/** What would come out of a stack, a query, a driver or the framework. */
const INTERNALS =
  /node_modules|\.ts:\d|\.js:\d|at \w+ \(|\bER_[A-Z]|ECONN|QueryFailed|sqlMessage|typeorm|\bnest(js)?\b|express/i;
/** What a body that anonymous asked for, or one of another kind, may be answered on any route. */
const OF_BODIES = [400, 413, 415];
const BY_SCHEMA = ['VALIDATION_FAILED', 'MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

/** What is wrong with an answer, by the document; nothing when it keeps all that was promised. */
export function violationsOf(sent: Sent, answer: Answer): string[] {
  return [...formViolations(sent, answer), ...meaningViolations(sent, answer)];
}

function formViolations(sent: Sent, answer: Answer): string[] {
  const { operation, body } = sent;
  const { status, headers, text } = answer;
  const wrong: string[] = [];
  const documented = operation.responses[String(status)];
  if (status === 429 || status >= 500) wrong.push(`${status} from a healthy shop that anonymous crowds`);
  if (headers['x-request-id'] === undefined) wrong.push('no x-request-id');
  if (documented === undefined) {
    const unasked = operation.body === undefined && body !== undefined && OF_BODIES.includes(status);
    if (!unasked) wrong.push(`${status} is not documented`);
  }
  for (const name of ['Location', 'WWW-Authenticate', 'Retry-After']) {
    const due = documented?.headers?.[name] !== undefined;
    if (due && headers[name.toLowerCase()] === undefined) wrong.push(`${name} is missing`);
  }
  if (status >= 400 && !operation.path.startsWith('/health/')) wrong.push(...problemViolations(sent, answer));
  const type = String(headers['content-type'] ?? '').split(';')[0] ?? '';
  const schema = documented?.content?.[type]?.schema;
  if (schema !== undefined) {
    const fits = checkAnswer(schema);
    if (!fits(answer.body)) wrong.push(`the body is not as documented: ${JSON.stringify(fits.errors?.[0])}`);
  } else if (documented !== undefined && (text !== '' || documented.content !== undefined)) {
    wrong.push(`a body of type "${type}" is not documented`);
  }
  return wrong;
}

function problemViolations({ operation, body }: Sent, { status, headers, text, ms, body: problem }: Answer): string[] {
  const wrong: string[] = [];
  const { code, requestId } = Object(problem) as { code?: string; requestId?: string };
  const known = operation.responses[String(status)]?.content?.['application/problem+json']?.examples ?? {};
  const unasked = operation.body === undefined && body !== undefined && BY_SCHEMA.includes(code ?? '');
  if (!String(headers['content-type']).startsWith('application/problem+json')) wrong.push('no problem+json');
  if (code === undefined || (!(code in known) && !unasked)) wrong.push(`${status} ${code} is not documented`);
  if (code !== undefined && (errorCodes as Record<string, number>)[code] !== status) {
    wrong.push(`${code} does not belong to ${status}`);
  }
  if (requestId !== headers['x-request-id']) wrong.push('the request id is another one than in the header');
  if (Buffer.byteLength(text) > LARGEST_ERROR) wrong.push(`an error of ${text.length} characters`);
  if (ms > SLOWEST_ERROR_MS) wrong.push(`an error after ${Math.round(ms)} ms`);
  if (INTERNALS.test(text)) wrong.push(`the error shows insides: ${text.slice(0, 500)}`);
  return wrong;
}

/** Who may not come in is told so; else what the document takes is taken, and what it refuses is refused. */
function meaningViolations(sent: Sent, { status, body }: Answer): string[] {
  const { operation, actor } = sent;
  const stranger = actor.role === 'anonymous' || actor.role === 'forger';
  if (operation.access !== 'PUBLIC' && stranger) return status === 401 ? [] : [`a stranger is answered ${status}`];
  if (operation.access === 'ADMIN' && actor.role !== 'admin') {
    return status === 403 ? [] : [`no administrator is answered ${status}`];
  }
  const validity = validityOf(sent);
  const { code } = Object(body) as { code?: string };
  const refused = BY_SCHEMA.includes(code ?? '');
  if (validity === 'VALID' && refused) return [`the document takes it, and it is answered ${status} ${code}`];
  if (validity === 'INVALID' && !refused)
    return [`the document refuses it, and it is answered ${status} ${code ?? ''}`];
  return [];
}
