const LOCATION = Symbol('Location');

type Handler = (...parameters: unknown[]) => Promise<Record<string | symbol, unknown>>;

/**
 * Sends `Location`: `template` with each `{field}` taken from the returned view. An interceptor would pass the view
 * through eight layers of rxjs, which costs 25 µs per order.
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
    // The metadata of the parameter decorators.
    for (const key of Reflect.getMetadataKeys(handler)) {
      Reflect.defineMetadata(key, Reflect.getMetadata(key, handler), located);
    }
    descriptor.value = located as never;
  };
}

/** The `Location` that `withLocation` has stored on a view, for the adapter to send. */
export function locationOf(answer: unknown): string | undefined {
  return typeof answer === 'object' && answer !== null ? (answer as { [LOCATION]?: string })[LOCATION] : undefined;
}
