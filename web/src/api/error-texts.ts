// With its extension, because a test reads this file as Node would.
import { INVALID, type Text, type Texts } from './field-texts.js';

const NOT_FOUND: Text = ['찾을 수 없어요. 삭제되었을 수 있어요.', 'Not found. It may have been deleted.'];
const AWAY: Text = [
  '서비스를 잠시 이용할 수 없어요. 잠시 후 다시 시도해 주세요.',
  'The service is temporarily unavailable. Please try again.',
];
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
  INVENTORY_INCONSISTENT: [
    '재고 기록의 합계가 0보다 작아 바로잡을 수 없어요. 재고 이력을 확인해 주세요.',
    'The stock cannot be recounted: its movements add up to less than 0. Please check the ledger.',
  ],
  TOO_MANY_UNPAID_ORDERS: [
    '결제를 기다리는 주문이 너무 많아요. 먼저 결제하거나 취소해 주세요.',
    'You have too many unpaid orders. Pay for one or cancel it first.',
  ],
  INSUFFICIENT_POINTS: ['포인트가 부족해요.', 'You do not have enough points.'],
  POINT_LIMIT_EXCEEDED: [
    '포인트는 5,000,000포인트까지 가질 수 있어요. 더 적게 충전해 주세요.',
    'You can have up to 5,000,000 points. Please charge fewer.',
  ],
  PAYMENT_DECLINED: [
    '결제가 거절됐어요. 다른 방법으로 결제해 주세요.',
    'The payment was declined. Please pay another way.',
  ],
  WEBHOOK_SIGNATURE_INVALID: ['결제사가 서명한 요청이 아니에요.', 'The webhook is not signed by the payment provider.'],
  PAYMENT_NOT_FOUND: ['결제 내역을 찾을 수 없어요.', 'Payment not found.'],
  ORDER_NOT_PAYABLE: [
    '지금은 결제할 수 없는 주문이라 결제하지 않았어요. 청구된 금액은 없어요.',
    'This order cannot be paid now. You were not charged.',
  ],
  ORDER_ALREADY_PAID: [
    '이미 결제한 주문이라 다시 결제하지 않았어요. 두 번 청구되지 않아요.',
    'This order is already paid. You were not charged again.',
  ],
  PAYMENT_IN_PROGRESS: [
    '이 주문의 결제를 확인하고 있어요. 다시 결제하지 말아 주세요.',
    'A payment of this order is being checked. Please do not pay again.',
  ],
  PAYMENT_SUPERSEDED: [
    '다른 결제를 시작해서 이 결제는 진행하지 않았어요. 이 결제로 청구된 금액은 없어요.',
    'Another payment was started, so this one was not taken. You were not charged for it.',
  ],
  PAYMENT_BELOW_MINIMUM: [
    '이 결제 수단의 최소 금액보다 적어요. 다른 결제 수단을 선택해 주세요.',
    'The amount is too small for this way to pay. Please choose another one.',
  ],
  PAYMENT_AMOUNT_MISMATCH: [
    '결제 금액이 주문 금액과 달라 결제하지 않았어요. 청구된 금액은 없어요.',
    'The amount is not what the order costs, so you were not charged. Please pay again.',
  ],
  RETURN_NOT_FOUND: ['반품 내역을 찾을 수 없어요.', 'Return not found.'],
  ORDER_NOT_RETURNABLE: ['반품할 수 없는 주문이에요.', 'This order cannot be returned.'],
  RETURN_WINDOW_OVER: ['반품 신청 기간이 지났어요.', 'The time to return this order is over.'],
  RETURN_OPEN: ['이미 진행 중인 반품이 있어요.', 'A return of this order is already open.'],
  REFUND_NOT_FOUND: ['환불 내역을 찾을 수 없어요.', 'Refund not found.'],
  REFUND_NOT_STUCK: ['이미 처리 중인 환불이에요.', 'This refund is already being worked on.'],
  REFUND_ACCOUNT_NOT_NEEDED: [
    '환불 계좌가 필요하지 않은 주문이에요.',
    'This order does not need a bank account for refunds.',
  ],
  SHIPMENT_NOT_FOUND: ['배송 정보를 찾을 수 없어요.', 'Delivery not found.'],
  DELIVERY_STATUS_INVALID: [
    '이 배송 상태로는 바꿀 수 없어요. 현재 상태를 확인해 주세요.',
    'The delivery cannot be brought to this state. Please check its current state.',
  ],
  TRACKING_NUMBER_TAKEN: [
    '다른 배송에서 쓰는 운송장 번호예요. 번호를 확인해 주세요.',
    'Another delivery has this tracking number. Please check it.',
  ],
  ORDER_NOT_CANCELLABLE: ['취소할 수 없는 주문이에요.', 'This order cannot be cancelled.'],
  PRICE_CHANGED: [
    '가격이 바뀌었어요. 확인한 뒤 다시 주문해 주세요.',
    'The price has changed. Please check it and order again.',
  ],
  CART_ITEM_NOT_FOUND: [
    '장바구니에서 빠진 상품이 있어요. 장바구니를 확인해 주세요.',
    'A product is no longer in your cart. Please check your cart.',
  ],
  CART_EMPTY: ['장바구니가 비어 있어요.', 'Your cart is empty.'],
  CART_FULL: ['장바구니에는 상품을 100개까지 담을 수 있어요.', 'A cart holds up to 100 products.'],
  WISHLIST_FULL: ['찜은 상품 500개까지 할 수 있어요.', 'A wish list holds up to 500 products.'],
  ADDRESS_NEEDED: ['배송지를 입력해 주세요.', 'Please enter a delivery address.'],
  ADDRESS_NOT_FOUND: [
    '배송지를 찾을 수 없어요. 이미 삭제했을 수 있어요.',
    'This address was not found. You may have deleted it.',
  ],
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
