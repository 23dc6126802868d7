export type OrderStatus = 'ORDER_BEFORE' | 'ORDER_PENDING' | 'ORDER_SUCCESS' | 'ORDER_FAILURE' | 'ORDER_CANCELLED';
export type FailureReason = 'INSUFFICIENT_STOCK' | 'PRODUCT_UNAVAILABLE';

export const ORDER_STATUSES = [
  'ORDER_BEFORE',
  'ORDER_PENDING',
  'ORDER_SUCCESS',
  'ORDER_FAILURE',
  'ORDER_CANCELLED',
] as const satisfies readonly OrderStatus[];

/** The states in which an order keeps the units that were taken for it. */
const HOLDING: readonly OrderStatus[] = ['ORDER_PENDING', 'ORDER_SUCCESS'];

/** What each state may become; nothing leads out of a state without successors. */
const SUCCESSORS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  ORDER_BEFORE: ['ORDER_SUCCESS', 'ORDER_FAILURE', 'ORDER_CANCELLED'],
  ORDER_PENDING: ['ORDER_SUCCESS', 'ORDER_CANCELLED'],
  ORDER_SUCCESS: ['ORDER_CANCELLED'],
  ORDER_FAILURE: [],
  ORDER_CANCELLED: [],
};

/** One product of an order, at the price by which it was judged; prices never change afterwards. */
export interface OrderLine {
  readonly productId: number;
  readonly productName: string;
  readonly quantity: number;
  /** per unit, in the currency's smallest unit, as is `price` */
  readonly originalPrice: number;
  readonly price: number;
  /** the hot deal that gave the price */
  readonly eventId: number | null;
}

export interface Order {
  readonly orderId: number;
  readonly userId: number;
  readonly lines: readonly OrderLine[];
  readonly status: OrderStatus;
  readonly failureReason: FailureReason | null;
  /** the instant, by the database's clock, by which the prices were judged */
  readonly orderedAt: Date;
}

export function placed(orderId: number, userId: number, lines: readonly OrderLine[], orderedAt: Date): Order {
  return { orderId, userId, lines, status: 'ORDER_BEFORE', failureReason: null, orderedAt };
}

export function mayBecome(from: OrderStatus, to: OrderStatus): boolean {
  return SUCCESSORS[from].includes(to);
}

export function holdsStock(status: OrderStatus): boolean {
  return HOLDING.includes(status);
}

export function isDecided(status: OrderStatus): boolean {
  return status !== 'ORDER_BEFORE';
}

export function totalCount(lines: readonly Pick<OrderLine, 'quantity'>[]): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0);
}

export function totalPrice(lines: readonly Pick<OrderLine, 'quantity' | 'price'>[]): number {
  return lines.reduce((sum, line) => sum + line.quantity * line.price, 0);
}
