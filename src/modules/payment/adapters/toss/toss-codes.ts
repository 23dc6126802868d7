/**
 * What the error codes of Toss Payments say for certain, whatever the status of the response. A code that is named
 * nowhere here decides nothing. The lists are a transcription of the official table of March 2026.
 */

/** Confirming: the buyer's payment is refused for good. */
const REFUSED = [
  'REJECT_CARD_PAYMENT',
  'REJECT_CARD_COMPANY',
  'REJECT_ACCOUNT_PAYMENT',
  'REJECT_TOSSPAY_INVALID_ACCOUNT',
  'INVALID_REJECT_CARD',
  'INVALID_STOPPED_CARD',
  'INVALID_CARD_LOST_OR_STOLEN',
  'INVALID_CARD_EXPIRATION',
  'INVALID_CARD_NUMBER',
  'INVALID_CARD_INSTALLMENT_PLAN',
  'EXCEED_MAX_CARD_INSTALLMENT_PLAN',
  'NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT',
  'NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN',
  'EXCEED_MAX_DAILY_PAYMENT_COUNT',
  'EXCEED_MAX_PAYMENT_AMOUNT',
  'EXCEED_MAX_AMOUNT',
  'EXCEED_MAX_ONE_DAY_AMOUNT',
  'EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT',
  'EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT',
  'EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT',
  'EXCEED_MAX_AUTH_COUNT',
  'NOT_ALLOWED_POINT_USE',
  'RESTRICTED_TRANSFER_ACCOUNT',
  'INVALID_ACCOUNT_INFO_RE_REGISTER',
  'NOT_AVAILABLE_PAYMENT',
  'NOT_AVAILABLE_BANK',
  'INVALID_PASSWORD',
  'FDS_ERROR',
  'BELOW_MINIMUM_AMOUNT',
  'NOT_FOUND_PAYMENT_SESSION',
] as const;

/** The shop itself is refused: its key, its contract or its requests are wrong. */
const OUR_FAULT = [
  'INVALID_API_KEY',
  'UNAUTHORIZED_KEY',
  'INCORRECT_BASIC_AUTH_FORMAT',
  'FORBIDDEN_REQUEST',
  'INVALID_REQUEST',
  'INVALID_AUTHORIZE_AUTH',
  'NOT_FOUND_TERMINAL_ID',
  'NOT_REGISTERED_BUSINESS',
  'INVALID_UNREGISTERED_SUBMALL',
  'INVALID_IDEMPOTENCY_KEY',
] as const;

/** Cancelling: it is refused for good. A look at the payment then shows whether it was made before. */
const CANCEL_REFUSED = [
  'NOT_CANCELABLE_PAYMENT',
  'NOT_CANCELABLE_AMOUNT',
  'EXCEED_MAX_REFUND_DUE',
  'NOT_ALLOWED_PARTIAL_REFUND',
  'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT',
  'INVALID_REFUND_ACCOUNT_INFO',
  'INVALID_REFUND_ACCOUNT_NUMBER',
  'INVALID_BANK',
  'EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT',
  'REFUND_REJECTED',
  'FORBIDDEN_BANK_REFUND_REQUEST',
  'NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER',
  'EXCEED_CANCEL_LIMIT',
  'ALREADY_CANCELED_PAYMENT',
  'ALREADY_REFUND_PAYMENT',
] as const;

/** No buyer can bring these about: while they come, every payment would be refused. */
const KEY_REFUSED = [
  'INVALID_API_KEY',
  'UNAUTHORIZED_KEY',
  'INCORRECT_BASIC_AUTH_FORMAT',
  'NOT_FOUND_TERMINAL_ID',
  'NOT_REGISTERED_BUSINESS',
  'INVALID_UNREGISTERED_SUBMALL',
] as const;

const includes = (codes: readonly string[], code: string): boolean => codes.includes(code);

export const refusesPayment = (code: string): boolean => includes(REFUSED, code) || includes(OUR_FAULT, code);
export const isOurFault = (code: string): boolean => includes(OUR_FAULT, code);
export const refusesCancel = (code: string): boolean => includes(CANCEL_REFUSED, code);
export const refusesKey = (code: string): boolean => includes(KEY_REFUSED, code);

/** The first call under the same idempotency key is still running: it is no answer to it. */
export const isStillRunning = (code: string): boolean => code === 'IDEMPOTENT_REQUEST_PROCESSING';
export const isAbsent = (code: string): boolean => code === 'NOT_FOUND_PAYMENT';
