import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { type Observable, tap } from 'rxjs';

/** Sends `Location`: `template` with each `{field}` taken from the answer itself. */
export function locatedAt(template: string): NestInterceptor {
  return {
    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      return next.handle().pipe(
        tap((answer: Record<string, unknown>) => {
          const location = template.replace(/\{(\w+)\}/g, (_, field: string) =>
            encodeURIComponent(String(answer[field])),
          );
          context.switchToHttp().getResponse<Response>().setHeader('Location', location);
        }),
      );
    },
  };
}
