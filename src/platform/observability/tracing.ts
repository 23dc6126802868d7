import type { NextFunction, Request, Response } from 'express';

/** Where a span stands, as W3C's `traceparent` writes it. Only what is sampled has one. */
export type Trace = string;

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

/**
 * The way of an order through batches, transactions and instances, as spans. A trace begins with a request; what
 * belongs to none is not traced.
 */
export interface Tracing {
  /** first of all: the request has come */
  readonly arrive: Middleware;
  /** last before the route: what follows belongs to the request */
  readonly enter: Middleware;
  /** Of what runs now. */
  current(): Trace | undefined;
  /** Runs `work` as a part of what runs now. */
  span<T>(name: string, work: () => T): T;
  /** Runs `work` as a part of something elsewhere. */
  following<T>(trace: Trace | undefined, work: () => T): T;
  /**
   * Runs once, as one span, what is done for many: a part of the first trace, linked with those of the others, each of
   * which has a span of the same name that is linked with it.
   */
  joined<T>(name: string, traces: readonly (Trace | undefined)[], work: () => Promise<T>): Promise<T>;
}

/** Undefined unless traces are wanted: then one comparison is all that tracing costs. */
export let tracing: Tracing | undefined;

export function traceWith(wanted: Tracing | undefined): void {
  tracing = wanted;
}

/** Runs `work`, and if traces are wanted, as a span. */
export function traced<T>(name: string, work: () => T): T {
  return tracing === undefined ? work() : tracing.span(name, work);
}

/** The same for what is done for many at once. */
export function joined<T>(name: string, traces: readonly (Trace | undefined)[], work: () => Promise<T>): Promise<T> {
  return tracing === undefined ? work() : tracing.joined(name, traces, work);
}
