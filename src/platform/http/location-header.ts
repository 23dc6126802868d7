const LOCATION = Symbol('Location');

type Handler = (...parameters: unknown[]) => Promise<Record<string | symbol, unknown>>;

/**
 * Sends `Location`: `template` with each `{field}` taken from the answer itself. Not by an interceptor, which takes the
 * answer through eight layers of rxjs: 25 µs of an order.
 */
export function withLocation(template: string): MethodDecorator {
  const [start = '', ...rest] = template.split('{').map((part) => part.split('}'));
  const locate = (answer: Record<string, unknown>): string =>
    rest.reduce(
      (path, [field = '', text = '']) => path + encodeURIComponent(String(answer[field])) + text,
      start[0] ?? '',
    );
  return (_controller, name, descriptor) => {
    const handler = descriptor.value as Handler;
    const located: Handler = async function (this: unknown, ...parameters) {
      const answer = await handler.apply(this, parameters);
      answer[LOCATION] = locate(answer);
      return answer;
    };
    Object.defineProperty(located, 'name', { value: name });
    // What the decorators of the parameters have left.
    for (const key of Reflect.getMetadataKeys(handler)) {
      Reflect.defineMetadata(key, Reflect.getMetadata(key, handler), located);
    }
    descriptor.value = located as never;
  };
}

/** What `withLocation` has left on an answer, for the adapter to send. */
export function locationOf(answer: unknown): string | undefined {
  return typeof answer === 'object' && answer !== null ? (answer as { [LOCATION]?: string })[LOCATION] : undefined;
}
