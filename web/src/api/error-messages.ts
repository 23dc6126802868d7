import { ShopError } from '@hotdeal/client';
import { translations } from '../i18n/language';

const messages = translations({
  ko: {
    offline: '인터넷에 연결되어 있지 않아요. 연결을 확인해 주세요.',
    busy: '요청이 많아 처리가 늦어지고 있어요. 잠시 후 다시 시도해 주세요.',
    away: '서비스를 잠시 이용할 수 없어요. 잠시 후 다시 시도해 주세요.',
    loggedOut: '로그인이 필요해요.',
    forbidden: '이 작업을 할 권한이 없어요.',
    gone: '찾을 수 없어요. 삭제되었을 수 있어요.',
    wrongLogin: '이메일 또는 비밀번호가 올바르지 않아요.',
    wrongPassword: '비밀번호가 올바르지 않아요.',
    emailTaken: '이미 가입된 이메일이에요.',
    soldOut: '재고가 부족해요.',
    stockLimit: '재고는 10억 개까지 등록할 수 있어요.',
    notCancellable: '취소할 수 없는 주문이에요.',
    eventOver: '종료 시각이 이미 지났어요. 시작 시각이나 기간을 바꿔 주세요.',
    tooManyWebhooks: '웹훅을 더 등록할 수 없어요. 쓰지 않는 웹훅을 먼저 삭제해 주세요.',
    invalid: '입력한 내용을 확인해 주세요.',
    other: '문제가 생겼어요. 다시 시도해 주세요.',
    orderNotFound: '주문을 찾을 수 없어요.',
    productNotFound: '상품을 찾을 수 없어요. 판매가 종료되었을 수 있어요.',
    dealNotFound: '핫딜을 찾을 수 없어요.',
    accountNotFound: '계정을 찾을 수 없어요.',
    notificationNotFound: '알림을 찾을 수 없어요.',
    webhookNotFound: '웹훅을 찾을 수 없어요.',
  },
  en: {
    offline: 'No connection. Check your network and try again.',
    busy: 'Too many requests. Please try again in a moment.',
    away: 'The service is temporarily unavailable. Please try again.',
    loggedOut: 'Please sign in.',
    forbidden: 'You do not have permission to do this.',
    gone: 'Not found. It may have been deleted.',
    wrongLogin: 'Incorrect e-mail or password.',
    wrongPassword: 'Incorrect password.',
    emailTaken: 'An account with this e-mail already exists.',
    soldOut: 'Not enough stock.',
    stockLimit: 'Stock cannot exceed 1,000,000,000 units.',
    notCancellable: 'This order cannot be cancelled.',
    eventOver: 'The deal would already have ended. Change its start or its duration.',
    tooManyWebhooks: 'You have reached the limit of webhooks. Delete one to add another.',
    invalid: 'Please check what you entered.',
    other: 'Something went wrong. Please try again.',
    orderNotFound: 'Order not found.',
    productNotFound: 'Product not found. It may no longer be for sale.',
    dealNotFound: 'Deal not found.',
    accountNotFound: 'Account not found.',
    notificationNotFound: 'Notification not found.',
    webhookNotFound: 'Webhook not found.',
  },
});

const FIELDS = {
  email: '올바른 이메일 주소를 입력해 주세요.',
  name: '이름을 1자 이상 50자 이하로 입력해 주세요.',
  password: '영문과 숫자를 포함해 8자 이상 72자 이하로 입력해 주세요.',
  productName: '1자 이상 200자 이하로 입력해 주세요.',
  productDescription: '1자 이상 1,000자 이하로 입력해 주세요.',
  productPrice: '1원 이상 100억 원 이하로 입력해 주세요.',
  productImageUrl: 'http:// 또는 https://로 시작하는 2,048자 이하의 주소를 입력해 주세요.',
  productCategory: '카테고리를 선택해 주세요.',
  quantity: '0 이상 10억 이하의 정수를 입력해 주세요.',
  eventDiscount: '1%부터 99%까지 입력할 수 있어요.',
  eventDuration: '1일부터 365일까지 입력할 수 있어요.',
  startEventTime: '올바른 시작 시각을 입력해 주세요.',
  productIds: '상품을 1개 이상 10,000개 이하로 선택해 주세요.',
  url: 'http:// 또는 https://로 시작하는 2,048자 이하의 주소를 입력해 주세요.',
};
const fieldMessages = translations({
  ko: FIELDS,
  en: {
    email: 'Enter a valid e-mail address.',
    name: 'Enter a name of 1 to 50 characters.',
    password: 'Use 8 to 72 characters, including a letter and a number.',
    productName: 'Enter 1 to 200 characters.',
    productDescription: 'Enter 1 to 1,000 characters.',
    productPrice: 'Enter a whole number from 1 to 10,000,000,000.',
    productImageUrl: 'Enter an http:// or https:// address of up to 2,048 characters.',
    productCategory: 'Choose a category.',
    quantity: 'Enter a whole number from 0 to 1,000,000,000.',
    eventDiscount: 'Enter a discount from 1 to 99%.',
    eventDuration: 'Enter a duration from 1 to 365 days.',
    startEventTime: 'Enter a valid start time.',
    productIds: 'Choose 1 to 10,000 products.',
    url: 'Enter an http:// or https:// address of up to 2,048 characters.',
  },
});

const BY_CODE: Readonly<Partial<Record<ShopError['code'], () => string>>> = {
  UNAUTHENTICATED: () => messages.loggedOut,
  INVALID_CREDENTIALS: () => messages.wrongLogin,
  PASSWORD_MISMATCH: () => messages.wrongPassword,
  FORBIDDEN: () => messages.forbidden,
  EMAIL_TAKEN: () => messages.emailTaken,
  INSUFFICIENT_STOCK: () => messages.soldOut,
  STOCK_LIMIT_EXCEEDED: () => messages.stockLimit,
  ORDER_NOT_FOUND: () => messages.orderNotFound,
  PRODUCT_NOT_FOUND: () => messages.productNotFound,
  EVENT_NOT_FOUND: () => messages.dealNotFound,
  USER_NOT_FOUND: () => messages.accountNotFound,
  NOTIFICATION_NOT_FOUND: () => messages.notificationNotFound,
  WEBHOOK_NOT_FOUND: () => messages.webhookNotFound,
  ORDER_NOT_CANCELLABLE: () => messages.notCancellable,
  EVENT_ALREADY_OVER: () => messages.eventOver,
  WEBHOOK_LIMIT_EXCEEDED: () => messages.tooManyWebhooks,
  TOO_MANY_REQUESTS: () => messages.busy,
  SERVICE_UNAVAILABLE: () => messages.away,
  SIGNUP_FAILED: () => messages.away,
  VALIDATION_FAILED: () => messages.invalid,
};

/** The message for an error, in the language of the page. */
export function errorMessage(failure: unknown): string {
  if (!(failure instanceof ShopError)) return failure instanceof TypeError ? messages.offline : messages.other;
  const message = BY_CODE[failure.code];
  if (message !== undefined) return message();
  return failure.status === 404 ? messages.gone : messages.other;
}

/** The message for each invalid field, by the name of the field. */
export function fieldErrors(failure: unknown): ReadonlyMap<string, string> {
  if (!(failure instanceof ShopError)) return new Map();
  return new Map((failure.problem.errors ?? []).map(({ field }) => [field, fieldMessage(field)]));
}

function fieldMessage(field: string): string {
  return Object.hasOwn(FIELDS, field) ? fieldMessages[field as keyof typeof FIELDS] : messages.invalid;
}
