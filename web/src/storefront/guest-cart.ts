import { signal } from '@preact/signals';
import { MAX_QUANTITY } from '../ui/quantity-stepper';
import { deviceStorage } from '../storage/browser-storage';

export interface GuestLine {
  readonly productId: number;
  readonly quantity: number;
  /** the price of one unit when the line was last changed */
  readonly priceSeen: number;
}

const STORAGE_KEY = 'hotdeal.cart';
/** As many as the shop accepts. */
export const MAX_LINES = 100;

/** The cart of a visitor who is not signed in: it is stored on this device, until it is merged at sign-in. */
export const guestLines = signal<readonly GuestLine[]>(readLines());

// Another page on this device has changed the cart.
addEventListener('storage', ({ key }) => {
  if (key === STORAGE_KEY || key === null) guestLines.value = readLines();
});

/** Changes what is stored now, because another page may have changed it since this one has read it. */
export function changeGuestLines(change: (lines: readonly GuestLine[]) => readonly GuestLine[]): void {
  const lines = change(readLines());
  deviceStorage.write(STORAGE_KEY, lines.length === 0 ? undefined : JSON.stringify(lines));
  guestLines.value = lines;
}

/** Anything may be stored there; only what is a line is used. */
function readLines(): readonly GuestLine[] {
  try {
    const stored: unknown = JSON.parse(deviceStorage.read(STORAGE_KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isLine).slice(0, MAX_LINES) : [];
  } catch {
    return [];
  }
}

function isLine(stored: unknown): stored is GuestLine {
  const { productId, quantity, priceSeen } = (stored ?? {}) as Partial<Record<keyof GuestLine, unknown>>;
  return isWhole(productId) && isWhole(quantity) && quantity <= MAX_QUANTITY && isWhole(priceSeen);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
