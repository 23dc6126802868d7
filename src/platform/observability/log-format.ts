/** Fields of these names are never written, wherever they are: their values are replaced. */
const SECRET_FIELDS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'secretKey',
  'authorization',
  'cookie',
];

export const REDACTION = {
  paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  censor: '[redacted]',
};

/**
 * What the log keeps of an error: never its own fields beyond these, for the errors of database drivers carry the
 * statement with its values.
 */
export function writtenError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'object' ? undefined : error;
  const { code, errno } = error as { code?: unknown; errno?: unknown };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(code === undefined ? {} : { code }),
    ...(errno === undefined ? {} : { errno }),
    ...(error.cause === undefined ? {} : { cause: writtenError(error.cause) }),
  };
}
