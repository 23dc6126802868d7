import type { Trace } from '#platform/observability/tracing';

/** The trace of each payload; undefined if none is traced. */
export type Traces = readonly (Trace | undefined)[] | undefined;

const KEY = 'traceparent';

/** Payloads as they are stored: each with its trace, in a field that readers without tracing ignore. */
export function withTraces(payloads: readonly unknown[], traces: Traces): readonly unknown[] {
  if (traces === undefined) return payloads;
  return payloads.map((payload, index) => {
    const trace = traces[index];
    return trace === undefined || !isObject(payload) ? payload : { ...payload, [KEY]: trace };
  });
}

/** Separates stored payloads from their traces. */
export function separateTraces(stored: readonly unknown[]): {
  readonly payloads: readonly unknown[];
  readonly traces: Traces;
} {
  if (!stored.some((payload) => isObject(payload) && KEY in payload)) return { payloads: stored, traces: undefined };
  const split = stored.map((payload) => {
    if (!isObject(payload)) return { payload, trace: undefined };
    const { [KEY]: trace, ...rest } = payload;
    return { payload: rest, trace: typeof trace === 'string' ? trace : undefined };
  });
  return { payloads: split.map(({ payload }) => payload), traces: split.map(({ trace }) => trace) };
}

function isObject(payload: unknown): payload is Record<string, unknown> {
  return typeof payload === 'object' && payload !== null && !Array.isArray(payload);
}
