import { dealCreated } from './rows/deal-created';
import { decrements } from './rows/decrements';
import { guardedNoop } from './rows/guarded-noop';
import { growth } from './rows/growth';
import { memory } from './rows/memory';
import { orderSettled } from './rows/order-settled';
import { realMysql } from './rows/real-mysql';
import type { Row } from './row';

/** The table of costs, in its order. */
export const rows: readonly Row[] = [orderSettled, guardedNoop, dealCreated, decrements, growth, memory, realMysql];
