import { guardedNoop } from './rows/guarded-noop';
import { growth } from './rows/growth';
import { memory } from './rows/memory';
import { orderSettled } from './rows/order-settled';
import type { Row } from './row';

/** The table of costs, in its order. */
export const rows: readonly Row[] = [orderSettled, guardedNoop, growth, memory];
