import { INTENT, json, REFUND, SIGNAL, TossServer } from '../support/toss-server';
import type { PaymentProvider } from '../../src/modules/payment/domain/provider';

/** What each error code of a confirmation says, as the public table of codes has it. */
const CONFIRM_CODES: readonly (readonly [code: string, outcome: string])[] = [
  ['REJECT_CARD_PAYMENT', 'REFUSED'],
  ['REJECT_CARD_COMPANY', 'REFUSED'],
  ['REJECT_ACCOUNT_PAYMENT', 'REFUSED'],
  ['REJECT_TOSSPAY_INVALID_ACCOUNT', 'REFUSED'],
  ['INVALID_REJECT_CARD', 'REFUSED'],
  ['INVALID_STOPPED_CARD', 'REFUSED'],
  ['INVALID_CARD_LOST_OR_STOLEN', 'REFUSED'],
  ['INVALID_CARD_EXPIRATION', 'REFUSED'],
  ['INVALID_CARD_NUMBER', 'REFUSED'],
  ['INVALID_CARD_INSTALLMENT_PLAN', 'REFUSED'],
  ['EXCEED_MAX_CARD_INSTALLMENT_PLAN', 'REFUSED'],
  ['NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT', 'REFUSED'],
  ['NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN', 'REFUSED'],
  ['EXCEED_MAX_DAILY_PAYMENT_COUNT', 'REFUSED'],
  ['EXCEED_MAX_PAYMENT_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_ONE_DAY_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_AUTH_COUNT', 'REFUSED'],
  ['NOT_ALLOWED_POINT_USE', 'REFUSED'],
  ['RESTRICTED_TRANSFER_ACCOUNT', 'REFUSED'],
  ['INVALID_ACCOUNT_INFO_RE_REGISTER', 'REFUSED'],
  ['NOT_AVAILABLE_PAYMENT', 'REFUSED'],
  ['NOT_AVAILABLE_BANK', 'REFUSED'],
  ['INVALID_PASSWORD', 'REFUSED'],
  ['FDS_ERROR', 'REFUSED'],
  ['BELOW_MINIMUM_AMOUNT', 'REFUSED'],
  ['NOT_FOUND_PAYMENT_SESSION', 'REFUSED'],
  ['INVALID_API_KEY', 'REFUSED, our fault'],
  ['UNAUTHORIZED_KEY', 'REFUSED, our fault'],
  ['INCORRECT_BASIC_AUTH_FORMAT', 'REFUSED, our fault'],
  ['FORBIDDEN_REQUEST', 'REFUSED, our fault'],
  ['INVALID_REQUEST', 'REFUSED, our fault'],
  ['INVALID_AUTHORIZE_AUTH', 'REFUSED, our fault'],
  ['NOT_FOUND_TERMINAL_ID', 'REFUSED, our fault'],
  ['NOT_REGISTERED_BUSINESS', 'REFUSED, our fault'],
  ['INVALID_UNREGISTERED_SUBMALL', 'REFUSED, our fault'],
  ['INVALID_IDEMPOTENCY_KEY', 'REFUSED, our fault'],
  ['FAILED_INTERNAL_SYSTEM_PROCESSING', 'UNKNOWN'],
  ['FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING', 'UNKNOWN'],
  ['UNKNOWN_PAYMENT_ERROR', 'UNKNOWN'],
  ['PROVIDER_ERROR', 'UNKNOWN'],
  ['CARD_PROCESSING_ERROR', 'UNKNOWN'],
  ['ALREADY_PROCESSED_PAYMENT', 'UNKNOWN'],
  ['UNAPPROVED_ORDER_ID', 'UNKNOWN'],
  ['FORBIDDEN_CONSECUTIVE_REQUEST', 'UNKNOWN'],
  ['IDEMPOTENT_REQUEST_PROCESSING', 'UNKNOWN'],
  ['NOT_FOUND_PAYMENT', 'UNKNOWN'],
  ['TOO_MANY_REQUESTS', 'UNKNOWN'],
  ['A_CODE_OF_TOMORROW', 'UNKNOWN'],
];
/** The same for cancels. */
const CANCEL_CODES: readonly (readonly [code: string, outcome: string])[] = [
  ['NOT_CANCELABLE_PAYMENT', 'REFUSED'],
  ['NOT_CANCELABLE_AMOUNT', 'REFUSED'],
  ['EXCEED_MAX_REFUND_DUE', 'REFUSED'],
  ['NOT_ALLOWED_PARTIAL_REFUND', 'REFUSED'],
  ['NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT', 'REFUSED'],
  ['INVALID_REFUND_ACCOUNT_INFO', 'REFUSED'],
  ['INVALID_REFUND_ACCOUNT_NUMBER', 'REFUSED'],
  ['INVALID_BANK', 'REFUSED'],
  ['EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT', 'REFUSED'],
  ['REFUND_REJECTED', 'REFUSED'],
  ['FORBIDDEN_BANK_REFUND_REQUEST', 'REFUSED'],
  ['NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER', 'REFUSED'],
  ['EXCEED_CANCEL_LIMIT', 'REFUSED'],
  ['ALREADY_CANCELED_PAYMENT', 'REFUSED'],
  ['ALREADY_REFUND_PAYMENT', 'REFUSED'],
  ['PROVIDER_ERROR', 'UNKNOWN'],
  ['FAILED_INTERNAL_SYSTEM_PROCESSING', 'UNKNOWN'],
  ['FAILED_REFUND_PROCESS', 'UNKNOWN'],
  ['FAILED_METHOD_HANDLING_CANCEL', 'UNKNOWN'],
  ['FAILED_PARTIAL_REFUND', 'UNKNOWN'],
  ['IDEMPOTENT_REQUEST_PROCESSING', 'UNKNOWN'],
  ['FORBIDDEN_CONSECUTIVE_REQUEST', 'UNKNOWN'],
  ['NOT_FOUND_PAYMENT', 'UNKNOWN'],
  ['REJECT_CARD_PAYMENT', 'UNKNOWN'],
  ['A_CODE_OF_TOMORROW', 'UNKNOWN'],
  ['UNAUTHORIZED_KEY', 'UNKNOWN, our fault'],
  ['INVALID_REQUEST', 'UNKNOWN, our fault'],
];

describe('the error codes of Toss Payments', () => {
  const server = new TossServer();
  let toss: PaymentProvider;
  server.serveTests((made) => (toss = made));

  it.each(
    [200, 400, 401, 403, 404, 409, 429, 500].flatMap((status) =>
      [...CONFIRM_CODES].map((row) => [status, ...row] as const),
    ),
  )('takes HTTP %i %s for %s', async (status, code, outcome) => {
    server.answers = [json({ code, message: 'as the documentation says' }, status)];
    const isAnswered = code !== 'IDEMPOTENT_REQUEST_PROCESSING';
    expect(await toss.confirm(INTENT, SIGNAL)).toEqual(
      outcome === 'UNKNOWN'
        ? { outcome, isAnswered, code }
        : { outcome: 'REFUSED', code, isOurFault: outcome === 'REFUSED, our fault' },
    );
  });

  it.each([400, 403, 500].flatMap((status) => CANCEL_CODES.map((row) => [status, ...row] as const)))(
    'takes HTTP %i %s for %s',
    async (status, code, outcome) => {
      server.answers = [json({ code, message: '' }, status)];
      const isOurFault = outcome === 'UNKNOWN, our fault';
      const isAnswered = code !== 'IDEMPOTENT_REQUEST_PROCESSING';
      expect(await toss.refund(REFUND, SIGNAL)).toEqual({
        ...(outcome === 'REFUSED' ? { outcome, code } : { outcome: 'UNKNOWN', code, isAnswered }),
        ...(isOurFault && { isOurFault }),
      });
    },
  );
});
