import { ShopError } from '@hotdeal/client';
import { wordsOf } from './language';

const said = wordsOf({
  ko: {
    offline: '연결할 수 없습니다. 인터넷 연결을 확인해 주세요.',
    busy: '지금은 요청이 많습니다. 잠시 후 다시 시도해 주세요.',
    away: '상점이 잠시 응답하지 않습니다. 곧 다시 시도해 주세요.',
    loggedOut: '로그인이 필요합니다.',
    forbidden: '이 작업을 할 권한이 없습니다.',
    gone: '찾을 수 없습니다. 이미 삭제되었을 수 있습니다.',
    wrongLogin: '이메일 또는 비밀번호가 올바르지 않습니다.',
    wrongPassword: '비밀번호가 올바르지 않습니다.',
    emailTaken: '이미 사용 중인 이메일입니다.',
    soldOut: '품절되었습니다.',
    stockLimit: '재고 한도를 넘습니다.',
    notCancellable: '이 주문은 취소할 수 없습니다.',
    eventOver: '이미 끝난 행사 기간입니다.',
    tooManyWebhooks: '웹훅을 더 등록할 수 없습니다. 쓰지 않는 것을 먼저 삭제해 주세요.',
    invalid: '입력한 내용을 확인해 주세요.',
    other: '문제가 발생했습니다. 다시 시도해 주세요.',
  },
  en: {
    offline: 'No connection. Please check your network.',
    busy: 'Many people are asking right now. Please try again in a moment.',
    away: 'The shop is not answering for a moment. Please try again soon.',
    loggedOut: 'Please sign in first.',
    forbidden: 'You may not do this.',
    gone: 'Not found. It may have been deleted.',
    wrongLogin: 'The e-mail or the password is not right.',
    wrongPassword: 'The password is not right.',
    emailTaken: 'This e-mail is taken.',
    soldOut: 'Sold out.',
    stockLimit: 'That is more than a stock can hold.',
    notCancellable: 'This order cannot be cancelled.',
    eventOver: 'This deal would be over already.',
    tooManyWebhooks: 'There can be no more webhooks. Please delete one that is not used.',
    invalid: 'Please check what you have entered.',
    other: 'Something went wrong. Please try again.',
  },
});

const BY_CODE: Readonly<Partial<Record<ShopError['code'], () => string>>> = {
  UNAUTHENTICATED: () => said.loggedOut,
  INVALID_CREDENTIALS: () => said.wrongLogin,
  PASSWORD_MISMATCH: () => said.wrongPassword,
  FORBIDDEN: () => said.forbidden,
  EMAIL_TAKEN: () => said.emailTaken,
  INSUFFICIENT_STOCK: () => said.soldOut,
  STOCK_LIMIT_EXCEEDED: () => said.stockLimit,
  ORDER_NOT_CANCELLABLE: () => said.notCancellable,
  EVENT_ALREADY_OVER: () => said.eventOver,
  WEBHOOK_LIMIT_EXCEEDED: () => said.tooManyWebhooks,
  TOO_MANY_REQUESTS: () => said.busy,
  SERVICE_UNAVAILABLE: () => said.away,
  SIGNUP_FAILED: () => said.away,
  VALIDATION_FAILED: () => said.invalid,
};

/** What a person is told about a failure, in their language. */
export function told(failure: unknown): string {
  if (!(failure instanceof ShopError)) return failure instanceof TypeError ? said.offline : said.other;
  const known = BY_CODE[failure.code];
  if (known !== undefined) return known();
  return failure.status === 404 ? said.gone : said.other;
}

/** What is wrong with single fields, by their names. */
export function faults(failure: unknown): ReadonlyMap<string, string> {
  if (!(failure instanceof ShopError)) return new Map();
  return new Map((failure.problem.errors ?? []).map(({ field, message }) => [field, message]));
}
