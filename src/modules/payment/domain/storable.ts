import type { ProviderCancel, ProviderOutcome, ProviderStanding, RefundOutcome } from './provider';

type Answer = ProviderStanding | RefundOutcome;

const MAX_TEXT = 100;
const MAX_RECEIPT_ADDRESS = 500;
const MAX_PAGE_ADDRESS = 2_000;
/** ISO 4217: no currency. No order is paid in it, so the money goes back (MISMATCH). */
const NO_CURRENCY = 'XXX';

/**
 * A provider's answer with nothing in it that the database would refuse: no address of a receipt, currency, name or code
 * may keep money from being recorded that was moved. What cannot be stored is left out; of a code, what is readable stays.
 */
export function storable<A extends Answer>(answer: A): A;
export function storable(answer: Answer): Answer {
  switch (answer.outcome) {
    case 'CAPTURED':
      return storableCapture(answer);
    case 'DEPOSIT_AWAITED':
      return { ...answer, secret: nameOrNull(answer.secret) };
    case 'REFUNDED':
      return { ...answer, reference: nameOrNull(answer.reference) };
    case 'REFUSED':
      return { ...answer, code: readable(answer.code) };
    case 'UNKNOWN':
      return answer.code === undefined ? answer : { ...answer, code: readable(answer.code) };
    default:
      return answer;
  }
}

/** The address of a page to pay on, as it can be stored; `undefined`: it is none, or it is too long. */
export function pageAddress(text: string | null | undefined): string | undefined {
  return webAddress(text, MAX_PAGE_ADDRESS);
}

/** The same for the address of a receipt. */
export function receiptAddress(text: string | null | undefined): string | undefined {
  return webAddress(text, MAX_RECEIPT_ADDRESS);
}

/** In ASCII. */
function webAddress(text: string | null | undefined, maxLength: number): string | undefined {
  if (text === null || text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return /^https?:$/.test(protocol) && href.length <= maxLength ? href : undefined;
}

function storableCapture({
  receiptUrl,
  cancels,
  currency,
  ...capture
}: Extract<ProviderOutcome, { outcome: 'CAPTURED' }>): ProviderOutcome {
  const address = receiptAddress(receiptUrl);
  return {
    ...capture,
    currency: /^[a-z]{3}$/i.test(currency) ? currency : NO_CURRENCY,
    cancels: cancels.map(storableCancel),
    ...(address !== undefined && { receiptUrl: address }),
  };
}

function storableCancel({ amount, reference, mark }: ProviderCancel): ProviderCancel {
  return { amount, reference: nameOrNull(reference), mark: nameOrNull(mark) };
}

function nameOrNull(name: string | null): string | null {
  return name !== null && name.length <= MAX_TEXT && /^[!-~]+$/.test(name) ? name : null;
}

function readable(code: string): string {
  return code.replaceAll(/[^ -~]/g, '?').slice(0, MAX_TEXT) || 'UNKNOWN';
}
