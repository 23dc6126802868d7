import type { Rig } from './rig/rig';

/** A ratio or figure with a target. */
export interface Finding {
  /** what is measured, in a few words */
  readonly what: string;
  /** one value per round; the median is compared with the target */
  readonly rounds: readonly number[];
  readonly target: Target;
}

export interface Target {
  readonly sign: '≤' | '≥';
  readonly limit: number;
}

/** Further figures that explain the ratio, with their unit in the name. */
export type Details = Record<string, number | string>;

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly details: Details;
  /** why the row could not be measured here; the table shows it */
  readonly skipped?: string;
  /** why the measurement failed; the row then misses its target */
  readonly failed?: string;
}

/** A row of the table of costs. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** measures on servers of its own, without data of other rows */
  readonly measure: (rig: Rig) => Promise<Outcome>;
}

/** A row and what was measured of it. */
export interface Measured {
  readonly row: Row;
  readonly outcome: Outcome;
  /** when the measurement ended, as ISO 8601 */
  readonly measuredAt: string;
}

export const atMost = (limit: number): Target => ({ sign: '≤', limit });
export const atLeast = (limit: number): Target => ({ sign: '≥', limit });
