import type { RefusalKind } from '#platform/domain-error';

/** The status of each kind of refusal. */
export const STATUS_OF: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  unprocessable: 422,
  'too-many': 429,
  unavailable: 503,
};

/** Every code that a client may be answered, with its status: the list that OpenAPI shows. */
export const ERROR_CODES = {
  VALIDATION_FAILED: 400,
  MALFORMED_JSON: 400,
  PASSWORD_MISMATCH: 400,
  EVENT_ALREADY_OVER: 400,
  UNAUTHENTICATED: 401,
  INVALID_CREDENTIALS: 401,
  REFRESH_TOKEN_INVALID: 401,
  REFRESH_TOKEN_REUSED: 401,
  FORBIDDEN: 403,
  ROUTE_NOT_FOUND: 404,
  USER_NOT_FOUND: 404,
  PRODUCT_NOT_FOUND: 404,
  EVENT_NOT_FOUND: 404,
  ORDER_NOT_FOUND: 404,
  SUBSCRIPTION_NOT_FOUND: 404,
  NOTIFICATION_NOT_FOUND: 404,
  FAILED_EVENT_NOT_FOUND: 404,
  DELIVERY_NOT_FOUND: 404,
  WEBHOOK_NOT_FOUND: 404,
  EMAIL_TAKEN: 409,
  INSUFFICIENT_STOCK: 409,
  STOCK_LIMIT_EXCEEDED: 409,
  ORDER_NOT_CANCELLABLE: 409,
  WEBHOOK_LIMIT_EXCEEDED: 409,
  IDEMPOTENCY_IN_PROGRESS: 409,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
  SIGNUP_FAILED: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** RFC 9457, as every refusal and failure is answered. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly instance: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
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
