import { METHODS, type Method, type RefundAccount } from './books';
import { TossError } from './toss-error';

export interface OpenRequest {
  readonly method: Method;
  readonly amount: number;
  readonly currency: string;
  readonly orderId: string;
  readonly orderName: string;
  readonly successUrl: string;
  readonly failUrl: string;
  readonly validHours: number;
  readonly validUntil: number | null;
}

export interface ConfirmRequest {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: number;
}

export interface CancelRequest {
  readonly cancelReason: string;
  /** null: all that is left */
  readonly cancelAmount: number | null;
  readonly refundReceiveAccount: RefundAccount | null;
}

export type Fields = Readonly<Record<string, unknown>>;

/** @throws TossError INVALID_REQUEST */
export function openRequest(body: unknown): OpenRequest {
  const fields = object(body);
  const method = METHODS.find((each) => each === fields['method']);
  if (method === undefined) throw invalid(`method must be one of ${METHODS.join(', ')}.`);
  const currency = fields['currency'] ?? 'KRW';
  if (currency !== 'KRW') throw invalid('currency must be KRW.');
  const orderId = text(fields, 'orderId', 64);
  if (!/^[A-Za-z0-9_\-=]{6,64}$/.test(orderId)) throw invalid('orderId must be 6 to 64 letters, digits, - or _.');
  return {
    method,
    amount: amount(fields, 'amount'),
    currency,
    orderId,
    orderName: text(fields, 'orderName', 100),
    successUrl: address(fields, 'successUrl'),
    failUrl: address(fields, 'failUrl'),
    ...validity(fields),
  };
}

export function confirmRequest(body: unknown): ConfirmRequest {
  const fields = object(body);
  return {
    paymentKey: text(fields, 'paymentKey', 200),
    orderId: text(fields, 'orderId', 64),
    amount: amount(fields, 'amount'),
  };
}

export function cancelRequest(body: unknown): CancelRequest {
  const fields = object(body);
  const account = fields['refundReceiveAccount'];
  return {
    cancelReason: text(fields, 'cancelReason', 200),
    cancelAmount: isGiven(fields['cancelAmount']) ? amount(fields, 'cancelAmount') : null,
    refundReceiveAccount: isGiven(account) ? refundAccount(object(account)) : null,
  };
}

/** The fields of a body. @throws TossError INVALID_REQUEST when it is no object */
export function object(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('A JSON object is expected.');
  return body as Fields;
}

export function invalid(message: string): TossError {
  return new TossError('INVALID_REQUEST', message);
}

function text(fields: Fields, name: string, longest: number): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '' || value.length > longest) {
    throw invalid(`${name} must be a text of 1 to ${longest} characters.`);
  }
  return value;
}

function amount(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw invalid(`${name} must be a whole number above 0.`);
  }
  return value;
}

function address(fields: Fields, name: string): string {
  const value = text(fields, name, 2_000);
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    throw invalid(`${name} must be an http(s) address.`);
  return value;
}

/** How long the account of a deposit is open, which stands in `virtualAccount` or beside the other fields: a week by default. */
function validity(fields: Fields): Pick<OpenRequest, 'validHours' | 'validUntil'> {
  const { validHours = 168, dueDate } = {
    ...fields,
    ...(isGiven(fields['virtualAccount']) && object(fields['virtualAccount'])),
  };
  if (typeof validHours !== 'number' || !(validHours > 0 && validHours <= 2_160)) {
    throw invalid('validHours must be a number up to 2160.');
  }
  if (!isGiven(dueDate)) return { validHours, validUntil: null };
  const validUntil = typeof dueDate === 'string' ? instant(dueDate) : NaN;
  if (Number.isNaN(validUntil)) throw invalid('dueDate must be an instant such as 2026-11-30T10:00:00.');
  return { validHours, validUntil };
}

/** ms of an instant that is in the zone of Seoul where it names none; NaN of anything else */
export function instant(value: string): number {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?)?(Z|[+-]\d\d:\d\d)?$/.test(value)) return NaN;
  const hasZone = /(Z|[+-]\d\d:\d\d)$/.test(value);
  const whole = value.includes('T') ? value : `${value}T00:00:00`;
  return Date.parse(hasZone ? value : `${whole}+09:00`);
}

function refundAccount(fields: Fields): RefundAccount {
  return {
    bank: text(fields, 'bank', 20),
    accountNumber: text(fields, 'accountNumber', 30),
    holderName: text(fields, 'holderName', 60),
  };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
