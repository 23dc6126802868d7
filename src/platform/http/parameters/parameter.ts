import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';

type Read<T> = (request: Request, response: Response) => T;
const fromRequest = createParamDecorator((read: Read<unknown>, context: ExecutionContext) => {
  const http = context.switchToHttp();
  return read(http.getRequest<Request>(), http.getResponse<Response>());
});

/**
 * A parameter decorator: the handler gets the result of `read`, and `documented` describes it in the OpenAPI document.
 */
export function parameter(read: Read<unknown>, ...documented: MethodDecorator[]): ParameterDecorator {
  const handOver = fromRequest(read);
  return (target, key, index) => {
    handOver(target, key, index);
    if (key === undefined) return;
    const route = Object.getOwnPropertyDescriptor(target, key);
    if (route === undefined) return;
    for (const document of documented) document(target, key, route);
  };
}
