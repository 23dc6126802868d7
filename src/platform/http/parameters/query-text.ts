import type { Request } from 'express';
import { invalidField } from '#platform/http/invalid';
import { hasCombiningRun } from '#platform/text';

/** The value of a query parameter. A parameter that is given twice, or as a list or an object, is refused. */
export function queryText(request: Request, name: string): string | undefined {
  const query = request.query;
  const value = query[name];
  const isSingle = value === undefined || typeof value === 'string';
  if (!isSingle || Object.keys(query).some((given) => given.startsWith(`${name}[`))) {
    throw invalidField(name, 'GIVEN_TWICE', 'must be given once');
  }
  return value;
}

/** Whether the text has no NUL, no lone surrogate and no run of combining marks: it is safe in every database and client. */
export function isPlainText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text) && !hasCombiningRun(text);
}
