type Text = readonly [korean: string, english: string];
type Texts = Readonly<Record<string, Text>>;
/** By the name of a field. */
export type FieldTexts = Texts;

const NOT_FOUND: Text = ['찾을 수 없어요. 삭제되었을 수 있어요.', 'Not found. It may have been deleted.'];
const AWAY: Text = [
  '서비스를 잠시 이용할 수 없어요. 잠시 후 다시 시도해 주세요.',
  'The service is temporarily unavailable. Please try again.',
];
const INVALID: Text = ['입력한 내용을 확인해 주세요.', 'Please check what you entered.'];
const FAILED: Text = ['문제가 생겼어요. 다시 시도해 주세요.', 'Something went wrong. Please try again.'];
const SIGN_IN_AGAIN: Text = ['로그인이 필요해요.', 'Please sign in.'];
const SENT_TWICE: Text = [
  '같은 요청을 처리하고 있어요. 잠시 후 다시 확인해 주세요.',
  'The same request is already being processed. Please check again in a moment.',
];

/** For failures without an answer of the shop, and for codes of a later release. */
export const OTHER_TEXTS = {
  offline: ['인터넷에 연결되어 있지 않아요. 연결을 확인해 주세요.', 'No connection. Check your network and try again.'],
  notFound: NOT_FOUND,
  invalid: INVALID,
  failed: FAILED,
} as const satisfies Texts;

/** By the `code` of a problem. */
export const CODE_TEXTS: Texts = {
  VALIDATION_FAILED: INVALID,
  MALFORMED_JSON: INVALID,
  UNSUPPORTED_MEDIA_TYPE: INVALID,
  BODY_TOO_LARGE: ['내용이 너무 커서 보낼 수 없어요.', 'There is too much to send at once.'],
  PASSWORD_MISMATCH: ['비밀번호가 올바르지 않아요.', 'Incorrect password.'],
  EVENT_ALREADY_OVER: [
    '종료 시각이 이미 지났어요. 시작 시각이나 기간을 바꿔 주세요.',
    'The deal would already have ended. Change its start or its duration.',
  ],
  UNAUTHENTICATED: SIGN_IN_AGAIN,
  REFRESH_TOKEN_INVALID: SIGN_IN_AGAIN,
  REFRESH_TOKEN_REUSED: SIGN_IN_AGAIN,
  INVALID_CREDENTIALS: ['이메일 또는 비밀번호가 올바르지 않아요.', 'Incorrect e-mail or password.'],
  FORBIDDEN: ['이 작업을 할 권한이 없어요.', 'You do not have permission to do this.'],
  ACCOUNT_BLOCKED: [
    '이용이 정지된 계정이에요. 고객센터에 문의해 주세요.',
    'This account is blocked. Please contact us.',
  ],
  CROSS_ORIGIN_REFUSED: ['이 페이지에서는 할 수 없는 작업이에요.', 'This cannot be done from this page.'],
  ROUTE_NOT_FOUND: ['지금은 사용할 수 없는 기능이에요.', 'This feature is not available.'],
  USER_NOT_FOUND: ['계정을 찾을 수 없어요.', 'Account not found.'],
  PRODUCT_NOT_FOUND: [
    '상품을 찾을 수 없어요. 판매가 종료되었을 수 있어요.',
    'Product not found. It may no longer be for sale.',
  ],
  PRODUCT_VERSION_NOT_FOUND: [
    '주문 당시의 상품 정보가 남아 있지 않아요.',
    'The product as it was when ordered is not available.',
  ],
  EVENT_NOT_FOUND: ['핫딜을 찾을 수 없어요.', 'Deal not found.'],
  ORDER_NOT_FOUND: ['주문을 찾을 수 없어요.', 'Order not found.'],
  COUPON_NOT_FOUND: ['쿠폰을 찾을 수 없어요.', 'Coupon not found.'],
  USER_COUPON_NOT_FOUND: ['내 쿠폰에서 찾을 수 없어요.', 'You have no such coupon.'],
  COUPON_NOT_STARTED: ['아직 받을 수 없는 쿠폰이에요.', 'This coupon cannot be claimed yet.'],
  COUPON_ENDED: ['발급이 종료된 쿠폰이에요.', 'This coupon can no longer be claimed.'],
  COUPON_SOLD_OUT: ['쿠폰이 모두 소진되었어요.', 'All coupons have been claimed.'],
  COUPON_ALREADY_ISSUED: ['이미 받은 쿠폰이에요.', 'You already have this coupon.'],
  COUPON_REVOKED: ['사용이 중지된 쿠폰이에요.', 'This coupon has been withdrawn.'],
  COUPON_LIMIT_EXCEEDED: ['더 늘릴 수 있는 수량을 넘었어요.', 'That is more than a coupon can have.'],
  COUPON_NOT_OWNED: ['보유하고 있지 않은 쿠폰이에요.', 'You do not have this coupon.'],
  COUPON_EXPIRED: ['사용 기한이 지난 쿠폰이에요.', 'This coupon has expired.'],
  COUPON_ALREADY_USED: ['이미 사용한 쿠폰이에요.', 'This coupon has already been used.'],
  COUPON_BELOW_MINIMUM: ['주문 금액이 쿠폰의 최소 금액보다 적어요.', 'The order is below the minimum of this coupon.'],
  SUBSCRIPTION_NOT_FOUND: ['이미 알림이 꺼져 있어요.', 'Alerts are already off.'],
  NOTIFICATION_NOT_FOUND: ['알림을 찾을 수 없어요.', 'Notification not found.'],
  FAILED_EVENT_NOT_FOUND: NOT_FOUND,
  DELIVERY_NOT_FOUND: NOT_FOUND,
  IMPORT_NOT_FOUND: NOT_FOUND,
  WEBHOOK_NOT_FOUND: ['웹훅을 찾을 수 없어요.', 'Webhook not found.'],
  EMAIL_TAKEN: ['이미 가입된 이메일이에요.', 'An account with this e-mail already exists.'],
  INSUFFICIENT_STOCK: ['재고가 부족해요.', 'Not enough stock.'],
  STOCK_LIMIT_EXCEEDED: ['재고는 10억 개까지 등록할 수 있어요.', 'Stock cannot exceed 1,000,000,000 units.'],
  ORDER_NOT_CANCELLABLE: ['취소할 수 없는 주문이에요.', 'This order cannot be cancelled.'],
  PRICE_CHANGED: [
    '가격이 바뀌었어요. 확인한 뒤 다시 주문해 주세요.',
    'The price has changed. Please check it and order again.',
  ],
  TOO_MANY_UNPAID_ORDERS: [
    '결제를 기다리는 주문이 너무 많아요. 먼저 결제하거나 취소해 주세요.',
    'Too many of your orders are waiting for payment. Please pay or cancel one first.',
  ],
  INSUFFICIENT_POINTS: ['포인트가 부족해요.', 'You do not have enough points.'],
  CART_ITEM_NOT_FOUND: [
    '장바구니에서 빠진 상품이 있어요. 장바구니를 확인해 주세요.',
    'A product is no longer in your cart. Please check your cart.',
  ],
  CART_EMPTY: ['장바구니가 비어 있어요.', 'Your cart is empty.'],
  CART_FULL: ['장바구니에는 상품을 100개까지 담을 수 있어요.', 'A cart holds up to 100 products.'],
  WISHLIST_FULL: ['찜은 상품 500개까지 할 수 있어요.', 'A wish list holds up to 500 products.'],
  ADDRESS_NEEDED: ['배송지를 입력해 주세요.', 'Please enter a delivery address.'],
  ADDRESS_LIMIT_EXCEEDED: [
    '배송지를 더 등록할 수 없어요. 쓰지 않는 배송지를 먼저 삭제해 주세요.',
    'You have reached the limit of addresses. Delete one to add another.',
  ],
  EVENT_RUNNING: [
    '진행 중인 핫딜은 이름과 배너만 바꿀 수 있어요.',
    'While a deal is on, only its name and banner can be changed.',
  ],
  EVENT_ENDED: ['이미 종료된 핫딜이에요.', 'This deal has already ended.'],
  LAST_ADMINISTRATOR: ['마지막 관리자 계정은 바꿀 수 없어요.', 'The last administrator cannot be changed.'],
  ALLOTMENT_FIXED: ['핫딜이 시작되어 수량을 바꿀 수 없어요.', 'The quantity of a running deal cannot be changed.'],
  WEBHOOK_LIMIT_EXCEEDED: [
    '웹훅을 더 등록할 수 없어요. 쓰지 않는 웹훅을 먼저 삭제해 주세요.',
    'You have reached the limit of webhooks. Delete one to add another.',
  ],
  IDEMPOTENCY_IN_PROGRESS: SENT_TWICE,
  IDEMPOTENCY_KEY_REUSED: SENT_TWICE,
  TOO_MANY_REQUESTS: [
    '요청이 많아 처리가 늦어지고 있어요. 잠시 후 다시 시도해 주세요.',
    'Too many requests. Please try again in a moment.',
  ],
  PRECONDITION_FAILED: FAILED,
  RANGE_NOT_SATISFIABLE: FAILED,
  INTERNAL_ERROR: FAILED,
  SERVICE_UNAVAILABLE: AWAY,
  SIGNUP_FAILED: AWAY,
};

/** By the `rule` that a field breaks; also for what the browser finds before a form is sent. */
export const RULE_TEXTS: Texts = {
  REQUIRED: ['필수 항목이에요. 입력해 주세요.', 'Please fill in this field.'],
  UNKNOWN_FIELD: ['보낼 수 없는 항목이에요.', 'This field cannot be sent.'],
  WRONG_TYPE: ['입력 형식을 확인해 주세요.', 'Please check the format.'],
  GIVEN_TWICE: ['한 번만 입력해 주세요.', 'Please enter this only once.'],
  TOO_SHORT: ['조금 더 길게 입력해 주세요.', 'Please enter more characters.'],
  TOO_LONG: ['너무 길어요. 줄여서 입력해 주세요.', 'This is too long. Please shorten it.'],
  NO_VISIBLE_CHARACTER: ['보이는 글자를 입력해 주세요.', 'Please enter characters that can be seen.'],
  INVALID_CHARACTER: ['사용할 수 없는 문자가 있어요.', 'This contains a character that is not allowed.'],
  NOT_AN_INTEGER: ['정수를 입력해 주세요.', 'Please enter a whole number.'],
  TOO_SMALL: ['값이 너무 작아요.', 'This value is too low.'],
  TOO_LARGE: ['값이 너무 커요.', 'This value is too high.'],
  NOT_AN_ID: ['올바른 번호를 입력해 주세요.', 'Please enter a valid number.'],
  NOT_A_CHOICE: ['목록에서 선택해 주세요.', 'Please choose from the list.'],
  NOT_AN_EMAIL: ['올바른 이메일 주소를 입력해 주세요.', 'Please enter a valid e-mail address.'],
  WEAK_PASSWORD: ['영문과 숫자를 모두 포함해 주세요.', 'Please include a letter and a number.'],
  NOT_A_URL: [
    'http:// 또는 https://로 시작하는 주소를 입력해 주세요.',
    'Please enter an address that starts with http:// or https://.',
  ],
  URL_NOT_ALLOWED: ['사용할 수 없는 주소예요.', 'This address is not allowed.'],
  NOT_A_TIME: ['올바른 날짜와 시각을 입력해 주세요.', 'Please enter a valid date and time.'],
  NOT_A_DATE: ['올바른 날짜를 입력해 주세요.', 'Please enter a valid date.'],
  TOO_EARLY: ['더 늦은 시각을 입력해 주세요.', 'Please enter a later time.'],
  TOO_LATE: ['더 이른 시각을 입력해 주세요.', 'Please enter an earlier time.'],
  CONFLICTING_FIELD: ['함께 입력할 수 없는 항목이 있어요.', 'This cannot be combined with another field.'],
  NOT_A_CURSOR: ['목록이 바뀌었어요. 새로고침해 주세요.', 'The list has changed. Please reload it.'],
  TOO_MANY: ['항목이 너무 많아요.', 'There are too many entries.'],
  TOO_DEEP: INVALID,
  DUPLICATE: ['같은 항목이 두 번 있어요.', 'The same entry is there twice.'],
};

/** Rules that the texts of a field, which name its limits, explain better than the texts of the rules. */
export const RULES_OF_LIMITS: ReadonlySet<string> = new Set([
  'REQUIRED',
  'WRONG_TYPE',
  'TOO_SHORT',
  'TOO_LONG',
  'NOT_AN_INTEGER',
  'TOO_SMALL',
  'TOO_LARGE',
  'NOT_A_CHOICE',
  'NOT_AN_EMAIL',
  'WEAK_PASSWORD',
  'NOT_A_URL',
  'NOT_A_TIME',
  'TOO_MANY',
]);

const URL_TEXT: Text = [
  'http:// 또는 https://로 시작하는 2,048자 이하의 주소를 입력해 주세요.',
  'Enter an http:// or https:// address of up to 2,048 characters.',
];

/** By the name of a field. */
export const FIELD_TEXTS: Texts = {
  email: ['올바른 이메일 주소를 입력해 주세요.', 'Enter a valid e-mail address.'],
  name: ['이름을 1자 이상 50자 이하로 입력해 주세요.', 'Enter a name of 1 to 50 characters.'],
  password: [
    '영문과 숫자를 포함해 8자 이상 72자 이하로 입력해 주세요.',
    'Use 8 to 72 characters, including a letter and a number.',
  ],
  productName: ['1자 이상 200자 이하로 입력해 주세요.', 'Enter 1 to 200 characters.'],
  productDescription: ['1자 이상 1,000자 이하로 입력해 주세요.', 'Enter 1 to 1,000 characters.'],
  productPrice: ['1원 이상 100억 원 이하로 입력해 주세요.', 'Enter a whole number from 1 to 10,000,000,000.'],
  productImageUrl: URL_TEXT,
  productCategory: ['카테고리를 선택해 주세요.', 'Choose a category.'],
  quantity: ['0 이상 10억 이하의 정수를 입력해 주세요.', 'Enter a whole number from 0 to 1,000,000,000.'],
  eventName: ['이름을 1자 이상 100자 이하로 입력해 주세요.', 'Enter a name of 1 to 100 characters.'],
  bannerUrl: URL_TEXT,
  eventDiscount: ['1%부터 99%까지 입력할 수 있어요.', 'Enter a discount from 1 to 99%.'],
  eventDuration: ['1일부터 365일까지 입력할 수 있어요.', 'Enter a duration from 1 to 365 days.'],
  startEventTime: ['올바른 시작 시각을 입력해 주세요.', 'Enter a valid start time.'],
  endEventTime: ['시작 시각보다 늦은 종료 시각을 입력해 주세요.', 'Enter an end time after the start.'],
  productIds: ['상품을 1개 이상 10,000개 이하로 선택해 주세요.', 'Choose 1 to 10,000 products.'],
  url: URL_TEXT,
};
