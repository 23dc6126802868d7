/** The meanings of fields and parameters that are not clear from their names: by name, or by `Schema.name` where that differs. */
const MEANINGS: Readonly<Record<string, string>> = {
  authId: 'the account; the same number as `userId`',
  userId: 'the user',
  'Points.show.userId': 'for administrators: whose points; without it, your own',
  'Points.history.userId': 'for administrators: whose history; without it, your own',
  'ChargePointsDto.userId': 'whose points; your own without it. Only an administrator can name another user',
  email: 'the e-mail address, without regard to case',
  'AccountList.list.email': 'the beginning of the e-mail address',
  name: 'the name of the person',
  role: '`USER`, or `ADMIN` for administrators',
  password: 'the password',
  createdAt: 'when it was created',
  updatedAt: 'when it was last changed',
  status: 'the state that it is in',
  'OrderView.status': '`ORDER_BEFORE` until its stock is decided; `ORDER_PENDING` while it waits for its payment',
  'Problem.status': 'the status of the response',
  'HealthView.status': 'whether the instance can serve requests',
  'LifeView.status': 'that the process runs',
  'Order.list.status': 'only orders in this state',
  'HotDeal.list.status': 'only deals that have not begun, that run, or that have ended',
  accessToken: 'sent as `Authorization: Bearer …` with each request',
  tokenType: 'how the token is sent',
  productId: 'the product',
  productIds: 'the products, each of them once',
  productName: 'the name of the product; an order keeps it as it was',
  'ProductDraftDto.productName': 'the name of the product, in one line',
  productDescription: 'what the product is, in plain text',
  productImageUrl: 'the address of its picture',
  productCategory: 'the code of its category',
  code: 'the stable identifier',
  'Problem.code':
    'The stable identifier of the problem: switch on it. `ROUTE_NOT_FOUND` is also the answer to every other path;' +
    ' `PRECONDITION_FAILED` and `RANGE_NOT_SATISFIABLE` only occur for the files of the pages.',
  nameKo: 'the name in Korean',
  nameEn: 'the name in English',
  couponId: 'the coupon that can be claimed',
  userCouponId: 'your coupon',
  discountType: '`RATE`: a percentage, `AMOUNT`: an amount of money',
  issueStartTime: 'from when it can be claimed',
  'CouponDto.issueStartTime': "From when it can be claimed. Without an offset it is a time of the shop's time zone.",
  orderPrice: 'the sum of an order: each coupon then says what it would take off',
  requestedAt: 'when it was requested',
  method: 'how the buyer pays',
  paymentId: 'the attempt to pay',
  refundId: 'the refund',
  returnId: 'the return',
  'Return.list.status': 'only returns in this state',
  'Return.end.status': '`COMPLETED`: the units have arrived; `REJECTED`: they are not accepted',
  'RequestReturnDto.items': 'the units that come back, each product once; without it, all that have not come back yet',
  'RequestReturnDto.reason': 'why they come back, for the shop',
  'AllPayments.list.status': 'only payments in this state',
  'AllPayments.list.provider': 'only payments that this provider collects',
  'AllPayments.list.orderId': 'only the attempts to pay this order',
  'SimulatedPayment.complete.success': 'false: the card is declined; true by default',
  'Refund.list.status': 'only refunds in this state',
  'SettleRefundDto.as': '`HAND`: it was paid back outside of the shop; `POINTS`: it is paid back as points',
  'SettleRefundDto.note': 'what was done, for those who look at it later',
  trackingNumber: 'the number by which the courier knows the parcel',
  courierCompany: 'who carries the parcel',
  'Delivery.list.status': 'only deliveries in this state; `HELD`: those that wait for a decision',
  'Delivery.move.status': 'the state to bring it to',
  'ShipOrdersDto.orderIds': 'the orders to ship, each of them once',
  'DeliveryView.startedAt': 'since when it is being prepared',
  recipient: 'who gets the parcel',
  phone: 'a telephone number for the courier',
  postcode: 'the code of the area',
  line1: 'street and number',
  line2: 'floor, room or building; null: none',
  asOf: 'when it was counted',
  bank: 'the code of the bank, as the payment provider names it: two or three digits or capital letters',
  accountNumber: 'the number of the account, without hyphens',
  holderName: 'whose account it is',
  issuedAt: 'when it was claimed',
  expiresAt: 'until when it is good; exclusive',
  issued: 'how many users have one',
  'Coupon.list.status': 'only coupons that cannot be claimed yet, that can be claimed, or that have ended',
  'UserCoupon.list.status': 'only coupons that can be used, that are on an order, or that can no longer be used',
  'UserCouponView.status': '`USABLE`, or why it cannot be used',
  'Coupon.increase.quantity': 'how many can be issued in addition',
  quantity: 'the number of units',
  'Cart.clear.productIds': 'the products to take out; all of them without it',
  'Stock.increase.quantity': 'how many units are added',
  'Stock.reset.quantity': 'how many units there are from now on',
  'Inventory.available.quantity': 'how many units are asked for',
  'StockRoom.list.below': 'only stocks with fewer units than this',
  'ListedStockView.productName': 'the name of the product',
  eventId: 'the hot deal',
  eventType: 'the kind of event',
  eventDiscount: 'the discount in percent',
  startEventTime: 'when the deal begins',
  productCount: 'how many products the deal has',
  signal: 'the name of the signal',
  items: 'the entries of the list',
  'OrderView.items': 'the lines of the order, one for each product',
  now: "the time by the database's clock, which decides whether a deal runs",
  expectedPrice: 'the order is refused with `PRICE_CHANGED` if one unit costs more than this; lower prices are charged',
  ...Object.fromEntries(
    ['PlaceOrderDto', 'PlaceOneOrderDto', 'OrderCartDto'].map((body) => [
      `${body}.userCouponId`,
      'One of your coupons, which takes something off the order before points do. Only with `PAYMENTS=on`; otherwise the' +
        ' field is unknown.',
    ]),
  ),
  addressId: 'the address',
  ...Object.fromEntries(
    ['PlaceOrderDto', 'PlaceOneOrderDto', 'OrderCartDto'].map((body) => [
      `${body}.addressId`,
      'One of your addresses, to which the order goes; without it, to your default one. Only with `SHIPPING=on`; otherwise' +
        ' the field is unknown.',
    ]),
  ),
  usePoints:
    'Points that pay for a part of the order, at most what is left to pay. Only with `PAYMENTS=on`; otherwise the field is' +
    ' unknown.',
  'Order.list.stage': 'only orders in one of these stages',
  line: 'the number of the item in `items`, from 1',
  'ProductVersionView.updatedAt': 'when this version was written',
  itemTotalPrice: 'the price charged per unit, times the quantity, in won',
  orderId: 'the order',
  totalOrderPrice: 'the sum of all lines, in won',
  failureReason: 'why the order failed; null for other orders',
  notificationId: 'the notification',
  originalPrice: 'the ordinary price in won when the notification was written',
  discountPrice: 'the price of the deal in won',
  webhookId: 'the webhook',
  url: 'the address that events are sent to',
  eventTypes: 'the types of events that are sent',
  aggregateId: 'the order, product or deal that the event is about',
  attempts: 'how often it was tried',
  happenedAt: 'when the event happened',
  sentAt: 'when the receiver accepted it; null while it waits',
  startedAt: 'when the instance was started',
  deliveryId: 'one event for one receiver or handler',
  state: 'the state of the delivery',
  detail: 'what is wrong with this row',
  'Problem.detail': 'what is wrong, in a sentence for people; it may change',
  'Problem.field': 'the path of the field',
  'Problem.message': 'what the field must be, in a sentence for people',
  'SignUpDto.name': 'the name of the person, with at least one letter or digit, in one line',
  rule: 'the stable name of the check',
  description: 'what the check compares',
  rules: 'the result of each check',
  checks: 'each part that the instance needs, with its state',
  type: 'an identifier of the kind of problem, derived from `code`',
  title: 'the kind of problem in a few words',
  errors: 'the fields that are wrong; only for `VALIDATION_FAILED`',
  limit: 'how many entries a page has at most',
  q:
    'words that are all in the name or the description, whatever the case, the width, the accents or the spaces between;' +
    ' zero-width characters are ignored, and a search that has nothing else is refused',
  sort:
    'the order: newest first, most sold in the last 30 days first, lowest price first, highest price first, or highest' +
    ' discount of a running deal first; of equal products, the newer one is first',
  minPrice: 'only products that cost as much or more now, in won, deals included',
  maxPrice: 'only products that cost as much or less now, in won, deals included',
  available: 'only products with (`true`) or without (`false`) units in stock',
  onDeal: 'only products with (`true`) or without (`false`) a running deal whose price is charged',
  total: 'how many entries the whole list has',
  category: 'only products of this category',
  after: 'where to continue: the last number that was read',
  'Ranking.products.period': 'the kind of period, `day` by default',
  'Ranking.products.date': "a day of the period in the shop's time zone; today by default",
  'Ranking.products.limit': 'how many products at most',
  'Ranking.bestSellers.days': 'today and the days before it, so many in all',
  'Ranking.bestSellers.limit': 'how many products at most',
  'RankingView.items': 'the products, best-selling first',
  unread: 'only those that are unread (`true`) or read (`false`)',
};

interface Described {
  description?: string;
}

interface Schema extends Described {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Describes the fields of a schema, and of the schemas inside it, that do not describe themselves. */
export function describeFields({ properties = {}, items }: Schema, name: string): void {
  if (items !== undefined) describeFields(items, name);
  for (const [field, schema] of Object.entries(properties)) {
    if (schema.$ref !== undefined) continue;
    setMeaning(schema, name, field);
    describeFields(schema, name);
  }
}

/** @param owner the schema, or the operation, that has the field */
export function setMeaning(described: Described, owner: string, name: string): void {
  const meaning = MEANINGS[`${owner}.${name}`] ?? MEANINGS[name];
  if (meaning !== undefined) described.description ??= meaning;
}
