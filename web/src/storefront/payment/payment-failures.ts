import { translations } from '../../i18n/language';

const messages = translations({
  ko: {
    points: '포인트가 부족해요.',
    cancelled: '결제를 취소했어요.',
    aborted: '결제가 중단됐어요. 다시 시도해 주세요.',
    rejected: '카드사가 결제를 승인하지 않았어요. 카드사에 문의하거나 다른 방법으로 결제해 주세요.',
    balance: '한도나 잔액이 부족해요. 다른 방법으로 결제해 주세요.',
    limit: '결제 한도를 넘었어요. 다른 방법으로 결제해 주세요.',
    stopped: '정지되었거나 분실 신고된 카드예요. 다른 카드로 결제해 주세요.',
    entered: '카드 정보나 비밀번호가 올바르지 않아요. 확인하고 다시 시도해 주세요.',
    instalments: '이 카드나 금액은 할부로 결제할 수 없어요. 일시불로 결제해 주세요.',
    account: '이 계좌로는 결제할 수 없어요. 다른 방법으로 결제해 주세요.',
    minimum: '이 방법으로 결제하기에는 금액이 너무 적어요. 다른 방법으로 결제해 주세요.',
    session: '결제 창의 유효 시간이 지났어요. 다시 시도해 주세요.',
    safety: '이상 거래로 의심되어 결제가 막혔어요. 카드사나 은행에 문의해 주세요.',
    again: '다시 시도하거나 다른 방법으로 결제해 주세요.',
  },
  en: {
    points: 'You do not have enough points.',
    cancelled: 'You cancelled the payment.',
    aborted: 'The payment was interrupted. Please try again.',
    rejected: 'Your card was declined. Please contact your card company or pay another way.',
    balance: 'The limit or the balance is too low. Please pay another way.',
    limit: 'The amount is above your limit. Please pay another way.',
    stopped: 'This card was blocked or reported lost. Please use another card.',
    entered: 'The card details or the password are not correct. Please check them and try again.',
    instalments: 'This card or amount cannot be paid in instalments. Please pay it at once.',
    account: 'You cannot pay from this account. Please pay another way.',
    minimum: 'The amount is too low for this payment method. Please pay another way.',
    session: 'The payment page has expired. Please try again.',
    safety: 'The payment was stopped as suspicious. Please contact your card company or bank.',
    again: 'Please try again or pay another way.',
  },
});

type Reason = keyof typeof messages;

/** Codes of the providers: those of Toss Payments in capitals, those of Stripe in small letters. */
const CODES = {
  points: ['INSUFFICIENT_POINTS'],
  cancelled: ['PAY_PROCESS_CANCELED', 'USER_CANCEL'],
  aborted: ['PAY_PROCESS_ABORTED', 'PROVIDER_CANCELLED'],
  rejected: ['REJECT_CARD_COMPANY', 'INVALID_REJECT_CARD', 'NOT_AVAILABLE_PAYMENT', 'card_declined', 'generic_decline'],
  balance: ['REJECT_CARD_PAYMENT', 'REJECT_ACCOUNT_PAYMENT', 'insufficient_funds'],
  limit: [
    'EXCEED_MAX_DAILY_PAYMENT_COUNT',
    'EXCEED_MAX_PAYMENT_AMOUNT',
    'EXCEED_MAX_AMOUNT',
    'EXCEED_MAX_ONE_DAY_AMOUNT',
    'EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT',
    'EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT',
    'EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT',
    'card_velocity_exceeded',
  ],
  stopped: ['INVALID_STOPPED_CARD', 'INVALID_CARD_LOST_OR_STOLEN', 'lost_card', 'stolen_card'],
  entered: [
    'INVALID_CARD_NUMBER',
    'INVALID_CARD_EXPIRATION',
    'INVALID_PASSWORD',
    'EXCEED_MAX_AUTH_COUNT',
    'expired_card',
    'incorrect_number',
    'incorrect_cvc',
  ],
  instalments: [
    'INVALID_CARD_INSTALLMENT_PLAN',
    'EXCEED_MAX_CARD_INSTALLMENT_PLAN',
    'NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT',
    'NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN',
  ],
  account: [
    'RESTRICTED_TRANSFER_ACCOUNT',
    'REJECT_TOSSPAY_INVALID_ACCOUNT',
    'INVALID_ACCOUNT_INFO_RE_REGISTER',
    'NOT_AVAILABLE_BANK',
  ],
  minimum: ['BELOW_MINIMUM_AMOUNT', 'amount_too_small'],
  session: ['NOT_FOUND_PAYMENT_SESSION'],
  safety: ['FDS_ERROR', 'fraudulent'],
} as const satisfies Partial<Readonly<Record<Reason, readonly string[]>>>;

const REASONS = new Map<string, Reason>(
  (Object.keys(CODES) as (keyof typeof CODES)[]).flatMap((reason) =>
    CODES[reason].map((code): [string, Reason] => [code, reason]),
  ),
);

/** Why an attempt to pay has failed, and what the buyer can do, by the word of the provider. */
export function paymentFailure(code: string | null): string {
  return messages[REASONS.get(code ?? '') ?? 'again'];
}
