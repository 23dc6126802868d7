import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import {
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import type { NextFunction, Request, Response } from 'express';
import { requestIdOf } from '#platform/http/request-id';
import { type Trace, traceWith, type Tracing } from '#platform/observability/tracing';
import { withTimeout } from '#platform/timing/with-timeout';

const FLUSH_LIMIT_MS = 1_000;
const EXPORT_LIMIT_MS = 5_000;
/** As many as a batch may join; the standard's 128 would cut links off. */
const MOST_LINKS = 1_000;
const WRITTEN = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Traces by OpenTelemetry. The spans are made by hand where they mean something: nothing is patched, so this can be
 * loaded at any time before the application is created, and is not loaded at all while tracing is off.
 */
class OpenTelemetry implements Tracing {
  private readonly running = new AsyncLocalStorage<SpanContext | undefined>();
  private readonly arrived = new WeakMap<Request, SpanContext>();

  constructor(private readonly tracer: Tracer) {}

  readonly arrive = (request: Request, response: Response, next: NextFunction): void => {
    if (!request.url.startsWith('/health/')) this.follow(request, response);
    next();
  };

  readonly enter = (request: Request, _response: Response, next: NextFunction): void => {
    this.running.run(this.arrived.get(request), next);
  };

  current(): Trace | undefined {
    const context = this.running.getStore();
    return context === undefined ? undefined : `00-${context.traceId}-${context.spanId}-01`;
  }

  span<T>(name: string, work: () => T): T {
    const outer = this.running.getStore();
    return outer === undefined ? work() : this.during([this.tracer.startSpan(name, {}, inside(outer))], work);
  }

  following<T>(written: Trace | undefined, work: () => T): T {
    return this.running.run(sampled(read(written)), work);
  }

  joined<T>(name: string, traces: readonly (Trace | undefined)[], work: () => Promise<T>): Promise<T> {
    const contexts = [...new Set(traces)].flatMap((written) => sampled(read(written)) ?? []);
    const [first, ...others] = contexts;
    if (first === undefined) return this.running.run(undefined, work);
    const attributes = { 'hotdeal.batch.size': traces.length };
    const links = others.map((context) => ({ context }));
    const whole = this.tracer.startSpan(name, { attributes, links }, inside(first));
    const toTheWhole = { attributes, links: [{ context: whole.spanContext() }] };
    const parts = others.map((context) => this.tracer.startSpan(name, toTheWhole, inside(context)));
    return this.during([whole, ...parts], work);
  }

  private follow(request: Request, response: Response): void {
    const { method } = request;
    const given = read(request.headers['traceparent']);
    const span = this.tracer.startSpan(
      method,
      { kind: SpanKind.SERVER },
      given && inside({ ...given, isRemote: true }),
    );
    const context = sampled(span.spanContext());
    if (context === undefined) return;
    this.arrived.set(request, context);
    response.once('close', () => {
      const route = (request as { readonly route?: { readonly path?: string } }).route?.path ?? 'unmatched';
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': response.statusCode,
        'hotdeal.request.id': requestIdOf(request),
      });
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
  }

  /** Within the first of `spans`; they end when `work` has. */
  private during<T>(spans: readonly [Span, ...Span[]], work: () => T): T {
    const end = (failure?: unknown): void => {
      for (const span of spans) {
        if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: nameOf(failure) });
        span.end();
      }
    };
    try {
      const result = this.running.run(spans[0].spanContext(), work);
      if (result instanceof Promise) void result.then(() => end(), end);
      else end();
      return result;
    } catch (failure) {
      end(failure);
      throw failure;
    }
  }
}

/** Traces go to `endpoint` from now on. The rest is as OpenTelemetry's own variables say: what is sampled, headers. */
export function beginTracing(endpoint: string): { end(): Promise<void> } {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_LIMIT_MS,
  });
  const named = resourceFromAttributes({ 'service.name': 'hotdeal', 'service.instance.id': randomUUID() });
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    spanLimits: { linkCountLimit: MOST_LINKS },
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  traceWith(new OpenTelemetry(provider.getTracer('hotdeal')));
  return {
    /** What has not been sent within a second is lost. */
    async end() {
      traceWith(undefined);
      await withTimeout(FLUSH_LIMIT_MS, provider.shutdown(), () => new Error('late')).catch(() => undefined);
    },
  };
}

function inside(context: SpanContext): Context {
  return trace.setSpanContext(ROOT_CONTEXT, context);
}

/** Any client may send `traceparent`: a malformed one is ignored. */
function read(written: unknown): SpanContext | undefined {
  const match = typeof written === 'string' ? WRITTEN.exec(written) : null;
  if (match === null) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = match;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED };
  return isSpanContextValid(context) ? context : undefined;
}

function sampled(context: SpanContext | undefined): SpanContext | undefined {
  return context !== undefined && (context.traceFlags & TraceFlags.SAMPLED) !== 0 ? context : undefined;
}

/** Never its message, which may hold what a client has sent. */
function nameOf(failure: unknown): string {
  return failure instanceof Error ? failure.name : typeof failure;
}
