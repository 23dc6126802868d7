import { errorCodes } from '../../src/error-codes';
import { checkAnswer } from './fuzz-openapi';
import type { Reply } from '../support/reply';
import type { Sent } from './fuzz-shop';
import { validityOf } from './fuzz-request-validity';

const LARGEST_ERROR = 16 * 1024;
const SLOWEST_ERROR_MS = 1_000;
/** Traces of a stack, a query, a driver or the framework. */
const INTERNALS =
  /node_modules|\.ts:\d|\.js:\d|at \w+ \(|\bER_[A-Z]|ECONN|QueryFailed|sqlMessage|typeorm|\bnest(js)?\b|express/i;
/** The statuses that any route may answer to an unexpected body. */
const BODY_STATUSES = [400, 413, 415];
const INVALID_REQUEST_CODES = ['VALIDATION_FAILED', 'MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

/** The violations of the document in an answer. */
export function violationsOf(sent: Sent, answer: Reply): string[] {
  return [...formViolations(sent, answer), ...meaningViolations(sent, answer)];
}

function formViolations(sent: Sent, answer: Reply): string[] {
  const { operation, body } = sent;
  const { status, headers, text } = answer;
  const violations: string[] = [];
  const documented = operation.responses[String(status)];
  if (status === 429 || status >= 500) violations.push(`${status} from a healthy shop without load`);
  if (headers['x-request-id'] === undefined) violations.push('no x-request-id');
  if (documented === undefined) {
    const isUnexpectedBody = operation.body === undefined && body !== undefined && BODY_STATUSES.includes(status);
    if (!isUnexpectedBody) violations.push(`${status} is not documented`);
  }
  for (const name of ['Location', 'WWW-Authenticate', 'Retry-After']) {
    const due = documented?.headers?.[name] !== undefined;
    if (due && headers[name.toLowerCase()] === undefined) violations.push(`${name} is missing`);
  }
  if (status >= 400 && !operation.path.startsWith('/health/')) violations.push(...problemViolations(sent, answer));
  const type = String(headers['content-type'] ?? '').split(';')[0] ?? '';
  const schema = documented?.content?.[type]?.schema;
  if (schema !== undefined) {
    const fits = checkAnswer(schema);
    if (!fits(answer.body)) violations.push(`the body is not as documented: ${JSON.stringify(fits.errors?.[0])}`);
  } else if (documented !== undefined && (text !== '' || documented.content !== undefined)) {
    violations.push(`a body of type "${type}" is not documented`);
  }
  return violations;
}

function problemViolations({ operation, body }: Sent, { status, headers, text, ms, body: problem }: Reply): string[] {
  const violations: string[] = [];
  const { code, requestId } = Object(problem) as { code?: string; requestId?: string };
  const documentedCodes = operation.responses[String(status)]?.content?.['application/problem+json']?.examples ?? {};
  const isUnexpectedBody =
    operation.body === undefined && body !== undefined && INVALID_REQUEST_CODES.includes(code ?? '');
  if (!String(headers['content-type']).startsWith('application/problem+json')) violations.push('not problem+json');
  if (code === undefined || (!(code in documentedCodes) && !isUnexpectedBody))
    violations.push(`${status} ${code} is not documented`);
  if (code !== undefined && (errorCodes as Record<string, number>)[code] !== status) {
    violations.push(`${code} does not belong to ${status}`);
  }
  if (requestId !== headers['x-request-id']) violations.push('the request id differs from the header');
  if (Buffer.byteLength(text) > LARGEST_ERROR) violations.push(`an error of ${text.length} characters`);
  if (ms > SLOWEST_ERROR_MS) violations.push(`an error after ${Math.round(ms)} ms`);
  if (INTERNALS.test(text)) violations.push(`the error reveals internals: ${text.slice(0, 500)}`);
  return violations;
}

/** A sender without access is refused; any other request is accepted or refused as the document says. */
function meaningViolations(sent: Sent, { status, body }: Reply): string[] {
  const { operation, actor } = sent;
  const isUnauthenticated = actor.role === 'anonymous' || actor.role === 'forger';
  const isVisitor = operation.access === 'READER' && actor.role === 'anonymous';
  if (operation.access !== 'PUBLIC' && isUnauthenticated && !isVisitor)
    return status === 401 ? [] : [`an unauthenticated request is answered ${status}`];
  if (operation.access === 'ADMIN' && actor.role !== 'admin') {
    return status === 403 ? [] : [`a request without the ADMIN role is answered ${status}`];
  }
  const validity = validityOf(sent);
  const { code } = Object(body) as { code?: string };
  const refused = INVALID_REQUEST_CODES.includes(code ?? '');
  if (validity === 'VALID' && refused) return [`it is valid, but answered ${status} ${code}`];
  if (validity === 'INVALID' && !refused) return [`it is invalid, but answered ${status} ${code ?? ''}`];
  return [];
}
