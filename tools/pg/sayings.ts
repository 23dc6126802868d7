import { invalid, object } from './requests';

const ROUTES = ['open', 'confirm', 'retrieve', 'cancel', 'list', 'visit', 'webhook'] as const;
/** What a behaviour is for: a call of the API, a buyer's visit to the page, or a webhook. */
export type Route = (typeof ROUTES)[number];

const MOMENTS = ['before', 'after'] as const;
/** `before`: nothing is done. `after`: the work is done, and only its answer is missing. */
type Moment = (typeof MOMENTS)[number];

const WEBHOOK_WAYS = ['first', 'twice', 'shuffled', 'dropped', 'forged'] as const;
/**
 * `first`: it arrives before the answer of the call that it reports. `shuffled`: it is put off by up to half a second, so
 * that a later one may come before it. `forged`: it says what is not true, with another secret, and the true one is not sent.
 */
export type WebhookWay = (typeof WEBHOOK_WAYS)[number];

/** What the simulator does with the next calls that it fits. */
export interface Saying {
  /** every call of the API by default */
  readonly route?: Route | undefined;
  /** of this order only */
  readonly orderId?: string | undefined;
  /** 1 by default, or without end if `share` is given; null: without end */
  readonly times?: number | null | undefined;
  /** the part of the calls that it is done with, 0 to 1 */
  readonly share?: number | undefined;
  /** before anything is done */
  readonly delayMs?: number | undefined;
  /** the work is done, and the answer comes so much later */
  readonly delayAnswerMs?: number | undefined;
  /** no answer comes; the connection stays open */
  readonly silence?: Moment | undefined;
  /** the connection breaks */
  readonly cut?: Moment | undefined;
  /** the answer is this error code. A refusal of a confirm ends the payment, as in life, unless `work` is given. */
  readonly error?: string | undefined;
  /** with `error`: true: the work is done nevertheless; false: nothing is done, and the payment does not end */
  readonly work?: boolean | undefined;
  /** what a confirm takes in place of the amount */
  readonly amount?: number | undefined;
  /** a visit ends without the buyer's consent */
  readonly abandon?: boolean | undefined;
  readonly webhook?: WebhookWay | undefined;
}

interface Active {
  readonly saying: Saying;
  left: number;
}

/** The behaviours that were asked for, the oldest first. They end with the process. */
export class Sayings {
  private active: Active[] = [];
  private state: number;

  /** @param seed the same gives the same shares */
  constructor(seed: number) {
    this.state = seed;
  }

  say(saying: Saying): void {
    const times = saying.times === undefined ? (saying.share === undefined ? 1 : null) : saying.times;
    this.active.push({ saying, left: times ?? Infinity });
  }

  forget(): void {
    this.active = [];
  }

  /** @returns the first behaviour that fits, which has then been used once */
  take(route: Route, orderId: string | undefined): Saying {
    const fitting = this.active.find(
      ({ saying }) =>
        (saying.route === undefined ? route !== 'visit' && route !== 'webhook' : saying.route === route) &&
        (saying.orderId === undefined || saying.orderId === orderId) &&
        (saying.share === undefined || this.random() < saying.share),
    );
    if (fitting === undefined) return {};
    fitting.left -= 1;
    if (fitting.left <= 0) this.active = this.active.filter((each) => each !== fitting);
    return fitting.saying;
  }

  /** 0 up to 1, by the seed (mulberry32) */
  random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** @throws TossError INVALID_REQUEST that names the field */
export function sayingOf(body: unknown): Saying {
  const fields = object(body);
  const unknown = Object.keys(fields).filter((name) => !(name in CHECKS));
  if (unknown.length > 0) throw invalid(`Unknown: ${unknown.join(', ')}. Known: ${Object.keys(CHECKS).join(', ')}.`);
  for (const [name, { isValid, what }] of Object.entries(CHECKS)) {
    if (fields[name] !== undefined && !isValid(fields[name])) throw invalid(`${name} must be ${what}.`);
  }
  return fields;
}

interface Check {
  readonly isValid: (value: unknown) => boolean;
  readonly what: string;
}

const oneOf = (values: readonly string[]): Check => ({
  isValid: (value) => values.includes(value as string),
  what: `one of ${values.join(', ')}`,
});
const between = (least: number, most: number, isWhole = true): Check => ({
  isValid: (value) =>
    typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value)),
  what: `a ${isWhole ? 'whole number' : 'number'} from ${least} to ${most}`,
});
const words: Check = {
  isValid: (value) => typeof value === 'string' && /^[\w\-=]{1,64}$/.test(value),
  what: 'a text of letters, digits, - and _',
};
const flag: Check = { isValid: (value) => typeof value === 'boolean', what: 'true or false' };
const HOUR_MS = 3_600_000;
const times = between(1, 1_000_000);

const CHECKS: Readonly<Record<keyof Saying, Check>> = {
  route: oneOf(ROUTES),
  orderId: words,
  times: { isValid: (value) => value === null || times.isValid(value), what: `${times.what}, or null` },
  share: between(0, 1, false),
  delayMs: between(0, HOUR_MS),
  delayAnswerMs: between(0, HOUR_MS),
  silence: oneOf(MOMENTS),
  cut: oneOf(MOMENTS),
  error: words,
  work: flag,
  amount: between(1, Number.MAX_SAFE_INTEGER),
  abandon: flag,
  webhook: oneOf(WEBHOOK_WAYS),
};
