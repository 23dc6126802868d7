import type { Request } from 'express';
import { invalidField } from '#platform/http/invalid';

/** The one value of a query parameter; given twice, or as a list or an object, it is refused. */
export function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalidField(name, 'must be given once');
}
