import type { NextFunction, Request, Response } from 'express';

/** The context of a span in the format of W3C's `traceparent`. Only sampled spans have one. */
export type Trace = string;

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

/**
 * Records the way of an order through batches, transactions and instances as spans. A trace begins with a request; work
 * that belongs to no request is not traced.
 */
export interface Tracing {
  /** the first middleware: the request has arrived */
  readonly arrive: Middleware;
  /** the last middleware before the route: what runs after it belongs to the span of the request */
  readonly enter: Middleware;
  /** The context of the current span. */
  current(): Trace | undefined;
  /** Runs `work` in a child span of the current span. */
  span<T>(name: string, work: () => T): T;
  /** Runs `work` as a part of a trace that another instance or transaction has begun. */
  following<T>(trace: Trace | undefined, work: () => T): T;
  /**
   * Runs `work`, which serves many traces at once, in one span of the first trace. Each of the other traces gets a span
   * of the same name, and these spans and the first one are linked with each other.
   */
  joined<T>(name: string, traces: readonly (Trace | undefined)[], work: () => Promise<T>): Promise<T>;
}

/** Undefined while tracing is off: then it costs no more than one comparison. */
export let tracing: Tracing | undefined;

export function traceWith(wanted: Tracing | undefined): void {
  tracing = wanted;
}

/** Runs `work`, in a span if tracing is on. */
export function traced<T>(name: string, work: () => T): T {
  return tracing === undefined ? work() : tracing.span(name, work);
}

/** Runs `work`, in one span for all these traces if tracing is on. */
export function joined<T>(name: string, traces: readonly (Trace | undefined)[], work: () => Promise<T>): Promise<T> {
  return tracing === undefined ? work() : tracing.joined(name, traces, work);
}
