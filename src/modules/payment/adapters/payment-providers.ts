import type { OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '#platform/config/config';
import type { PaymentTerms } from '#order-payments';
import { type OfferedMethod, PAYMENT_METHODS, type PaymentMethod, PaymentMethods } from '#payment';
import type { WalletBalances, WalletClient } from '#wallet';
import type { PaymentProvider } from '../domain/provider';
import { PaymentConfig } from '../payment.config';

/** What providers are made of. */
export interface ProviderServices {
  readonly config: Config;
  readonly terms: PaymentTerms;
  readonly wallet: WalletClient;
  readonly balances: WalletBalances;
}

type MakeProvider = (services: ProviderServices) => PaymentProvider;

const known = new Map<string, MakeProvider>();

/**
 * Makes a provider known, which `PAYMENT_PROVIDERS` can name from then on.
 * @throws Error when the name is taken
 */
export function definePaymentProvider(name: string, make: MakeProvider): void {
  if (known.has(name)) throw new Error(`Two payment providers are called ${name}`);
  known.set(name, make);
}

/** The providers that this shop works with, in the order in which it offers them. */
export class PaymentProviders extends PaymentMethods implements OnApplicationShutdown {
  private readonly byName: ReadonlyMap<string, PaymentProvider>;

  /** @param offersAccounts whether new payments may be made by virtual accounts */
  constructor(
    providers: readonly PaymentProvider[],
    private readonly offersAccounts = false,
  ) {
    super();
    this.byName = new Map(providers.map((provider) => [provider.name, provider]));
  }

  /** @throws Error when no provider has one of these names, or one of them does not take the currency of the shop */
  static named(names: readonly string[], services: ProviderServices): PaymentProviders {
    const providers = names.map((name) => {
      const make = known.get(name);
      if (make !== undefined) return takingCurrency(make(services), services.terms);
      const all = [...known.keys()].sort().join(', ');
      throw new Error(`PAYMENT_PROVIDERS names ${name}, which is not a payment provider. There are: ${all}.`);
    });
    return new PaymentProviders(providers, services.config.section(PaymentConfig).depositMs > 0);
  }

  onApplicationShutdown(): void {
    for (const provider of this.byName.values()) provider.disconnect();
  }

  get names(): readonly string[] {
    return [...this.byName.keys()];
  }

  override available(): readonly OfferedMethod[] {
    return PAYMENT_METHODS.flatMap((method) => {
      const provider = this.offering(method)?.name;
      return provider === undefined ? [] : [{ method, provider }];
    });
  }

  find(name: string): PaymentProvider | undefined {
    return this.byName.get(name);
  }

  /** @throws Error when the shop does not work with this provider, or not any more */
  get(name: string): PaymentProvider {
    const provider = this.find(name);
    if (provider === undefined) throw new Error(`PAYMENT_PROVIDERS does not name ${name}`);
    return provider;
  }

  /** The provider of this method: the one of this name, or the first one by default. */
  offering(method: PaymentMethod, name?: string): PaymentProvider | undefined {
    if (method === 'VIRTUAL_ACCOUNT' && !this.offersAccounts) return undefined;
    const providers = [...this.byName.values()].filter((provider) => name === undefined || provider.name === name);
    return providers.find(({ methods }) => methods.includes(method));
  }
}

/** With payments off, those that were begun in another currency go on. */
function takingCurrency(provider: PaymentProvider, { enabled, currency }: PaymentTerms): PaymentProvider {
  const { name, currencies = [currency] } = provider;
  if (!enabled || currencies.includes(currency)) return provider;
  throw new Error(
    `PAYMENT_PROVIDERS names ${name}, which takes ${currencies.join(', ')} only, and CURRENCY is ${currency}`,
  );
}
