import { IncomingMessage, ServerResponse } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Response } from 'express';
import { JsonText } from './api-answers';
import { SequentialServer, stopAtPipelinedRequests } from './connections';
import { locationOf } from './location-header';
import { closeUnreadRequests } from './unread-requests';

/** Nest's Express adapter, with the differences below. */
export class WebAdapter extends ExpressAdapter {
  /**
   * Each route has one spelling only, so that no other spelling of a path gets around the rules of a proxy. The adapter
   * creates the router in its constructor, so the settings must be made before.
   */
  constructor() {
    const application = express();
    application.set('case sensitive routing', true);
    application.set('strict routing', true);
    super(application);
  }

  /**
   * Requests and responses are created with the prototypes that Express would give them. V8 does not free an object
   * early whose prototype was changed: with Express alone every request reached the old generation with everything that
   * it referenced, which cost 50 µs per request and let the heap grow to four times its size between two collections
   * (Node 20.20, Express 5.3, 2026-11).
   */
  override initHttpServer(): void {
    const { request, response } = this.getInstance<{ readonly request: object; readonly response: object }>();
    const options = {
      IncomingMessage: withPrototype(IncomingMessage, request),
      ServerResponse: withPrototype(ServerResponse, response),
    };
    stopAtPipelinedRequests(request);
    closeUnreadRequests(response);
    this.httpServer = new SequentialServer(options, this.getInstance());
  }

  /** Sends the `Location` that `withLocation` has stored on the body, and text that is JSON already as it is. */
  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    if (body instanceof JsonText) {
      response.setHeader('Content-Type', 'application/json; charset=utf-8');
      return super.reply(response, body.text, statusCode) as unknown;
    }
    const location = locationOf(body);
    if (location !== undefined) response.setHeader('Location', location);
    return super.reply(response, body, statusCode) as unknown;
  }
}

/**
 * A constructor of the same objects with another prototype from the start. It calls the original instead of using
 * `Reflect.construct` with another `new.target`, because V8 frees such objects as late as those with a changed
 * prototype.
 */
function withPrototype<Constructor extends new (...parameters: never[]) => object>(
  constructor: Constructor,
  prototype: object,
): Constructor {
  function WithPrototype(this: object, first: unknown, second: unknown): void {
    (constructor as unknown as (this: object, ...parameters: unknown[]) => void).call(this, first, second);
  }
  WithPrototype.prototype = prototype;
  return WithPrototype as unknown as Constructor;
}
