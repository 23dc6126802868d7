import { PaymentSimulator, type SimulatorOptions } from '../../tools/pg/payment-simulator';

export const SIMULATOR_KEY = 'test_sk_simulator';

/** A payment simulator in this process, with empty books, which ends with them. */
export function openSimulator(options: SimulatorOptions = {}): Promise<PaymentSimulator> {
  return PaymentSimulator.open(options);
}

/** The variables of a shop that offers the cards of this simulator, and points. */
export function variablesOf({ address }: Pick<PaymentSimulator, 'address'>): Record<string, string> {
  return {
    PAYMENTS: 'on',
    PAYMENT_PROVIDERS: 'toss,points',
    PAYMENT_SIMULATOR: 'on',
    TOSS_API: address,
    TOSS_SECRET_KEY: SIMULATOR_KEY,
  };
}
