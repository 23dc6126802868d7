import { ApiHeader } from '@nestjs/swagger';
import { arrivalOf } from '../arrival';
import { parameter } from './parameter';

const LONGEST_WAIT_S = 30;

/**
 * How long the client prefers to wait for the outcome (RFC 7240), and a way to confirm that the preference was applied.
 */
export interface WaitPreference {
  /** 1..30, from the arrival of the request on, or `undefined`: not at all */
  readonly seconds: number | undefined;
  /** when the request arrived, monotonic, ms */
  readonly arrivedAt: number;
  /** Call it if the outcome is known in time: the response becomes a 201 with `Preference-Applied`. */
  honoured(): void;
}

/** Reads the first `wait` of one or several Prefer headers, as RFC 7240 requires; a value out of range is ignored. */
export function readWait(header: string | undefined): number | undefined {
  for (const preference of header?.split(',') ?? []) {
    const [name, ...values] = (preference.split(';')[0] ?? '').split('=').map((part) => part.trim());
    if (name?.toLowerCase() !== 'wait') continue;
    const digits = /^(?:(\d{1,9})|"(\d{1,9})")$/.exec(values.join('='));
    const seconds = Number(digits?.[1] ?? digits?.[2]);
    return seconds >= 1 && seconds <= LONGEST_WAIT_S ? seconds : undefined;
  }
  return undefined;
}

/** `Prefer: wait=N` as a `WaitPreference`. */
export function PreferWait(): ParameterDecorator {
  return parameter(
    (request, response): WaitPreference => {
      const seconds = readWait(request.get('prefer'));
      return {
        seconds,
        arrivedAt: arrivalOf(request),
        honoured: () => {
          response.status(201).setHeader('Preference-Applied', `wait=${seconds}`);
        },
      };
    },
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: `\`wait=N\`, N 1..${LONGEST_WAIT_S} seconds from the arrival of the request: wait for the outcome at most so long; others are ignored`,
      schema: { type: 'string', example: 'wait=5' },
    }),
  );
}
