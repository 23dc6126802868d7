import { useEffect } from 'preact/hooks';
import { usePolling, useReconnected } from '../../api/refresh';
import { arePaymentsShown } from '../money/shown-payments';
import { countStuckRefunds } from '../money/stuck-refunds';
import { countUnknownPayments } from '../money/unknown-payments';
import { areShipmentsShown } from '../parcels/shown-shipments';
import { countShippingToDecide } from './shipping-attention';

const POLL_MS = 15_000;

/** Keeps the counts of what needs an administrator up to date while the console is open. */
export function useAttention(): void {
  const count = (): void => {
    void countStuckRefunds();
    void countUnknownPayments();
    void countShippingToDecide();
  };
  useEffect(count, [arePaymentsShown.value, areShipmentsShown.value]);
  usePolling(POLL_MS, count);
  useReconnected(count);
}
