import type { Trace } from '#platform/observability/tracing';

/** Of each payload; undefined where none is traced. */
export type Traces = readonly (Trace | undefined)[] | undefined;

const KEY = 'traceparent';

/** As they are stored: with the trace that each belongs to, in a field that readers without tracing do not know. */
export function withTraces(payloads: readonly unknown[], traces: Traces): readonly unknown[] {
  if (traces === undefined) return payloads;
  return payloads.map((payload, index) => {
    const trace = traces[index];
    return trace === undefined || !isObject(payload) ? payload : { ...payload, [KEY]: trace };
  });
}

/** What was stored, and the traces apart from it. */
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
