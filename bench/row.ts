import type { Rig } from './rig/rig';

/** One ratio, or one figure, that a row promises. */
export interface Finding {
  /** what is divided by what, in a few words */
  readonly what: string;
  /** one value per round; the median is what counts */
  readonly rounds: readonly number[];
  readonly target: Target;
}

export interface Target {
  readonly sign: '≤' | '≥';
  readonly limit: number;
}

/** What was measured on the way: named figures that explain the ratio, with their unit in the name. */
export type Details = Record<string, number | string>;

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly details: Details;
  /** said loudly in the table: why the row could not be measured here */
  readonly skipped?: string;
  /** why it could be measured but was not: the row does not hold */
  readonly failed?: string;
}

/** A row of the table of costs. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** measures on a rig of its own: servers without anybody else's data */
  readonly measure: (rig: Rig) => Promise<Outcome>;
}

/** A row and what was measured of it. */
export interface Measured {
  readonly row: Row;
  readonly outcome: Outcome;
  /** the end of it, as ISO 8601 */
  readonly measuredAt: string;
}

export const atMost = (limit: number): Target => ({ sign: '≤', limit });
export const atLeast = (limit: number): Target => ({ sign: '≥', limit });
