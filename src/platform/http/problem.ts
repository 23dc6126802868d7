import type { FieldError, RefusalKind } from '#platform/domain-error';

/** The status of each kind of refusal. */
export const STATUS_OF: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  declined: 402,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  unprocessable: 422,
  'too-many': 429,
  unavailable: 503,
};

/** The body of every error response (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly instance: string;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
  readonly about?: object;
}

/** `ORDER_NOT_FOUND` is of the type `urn:hotdeal:problem:order-not-found`. */
export function problemType(code: string): string {
  return `urn:hotdeal:problem:${code.toLowerCase().replaceAll('_', '-')}`;
}

/** `ORDER_NOT_FOUND` is titled `Order not found`. */
export function problemTitle(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace('json', 'JSON');
}
