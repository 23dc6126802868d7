import type { PaymentMethod } from '#payment';

/** An attempt as a provider needs to know it. */
export interface KnownPayment {
  readonly paymentId: number;
  readonly userId: number;
  readonly method: PaymentMethod;
  readonly amount: number;
  readonly currency: string;
  readonly providerOrderId: string;
  /** null: not known yet */
  readonly providerKey: string | null;
}

export interface PaymentToOpen extends KnownPayment {
  readonly orderId: number;
  readonly requestedAt: Date;
}

export interface OpenedPayment {
  /** where the buyer pays */
  readonly checkoutUrl: string;
  /** the provider's own name of the attempt, if it gives it out now */
  readonly providerKey?: string;
}

export interface ConfirmIntent extends KnownPayment {
  /** the same for each repetition: the provider moves the money once under it */
  readonly key: string;
}

/** What a provider has paid back of a payment. */
export interface ProviderCancel {
  readonly amount: number;
  readonly reference: string | null;
  /** the mark that the refund was sent with; null: it is none of ours */
  readonly mark: string | null;
}

/** Where the buyer transfers the money to. */
export interface DepositAccount {
  readonly bank: string;
  readonly accountNumber: string;
  readonly holderName: string | null;
  readonly dueAt: Date;
}

/**
 * What a provider says of money that is to be moved. Only what is certain is CAPTURED or REFUSED. Everything else is
 * UNKNOWN, whatever the status of the response: no answer, an error that names no decision, a code that is not known.
 */
export type ProviderOutcome =
  | {
      readonly outcome: 'CAPTURED';
      readonly amount: number;
      readonly currency: string;
      readonly providerOrderId: string;
      /** all of them, in any order */
      readonly cancels: readonly ProviderCancel[];
      /** where the buyer sees the receipt, if the provider has one */
      readonly receiptUrl?: string;
    }
  | {
      /** an account was given out, and no money has arrived there yet */
      readonly outcome: 'DEPOSIT_AWAITED';
      readonly providerOrderId: string;
      readonly account: DepositAccount;
      /** what the provider proves its word of this deposit with; null: it has none */
      readonly secret: string | null;
    }
  | ({ readonly outcome: 'REFUSED'; readonly code: string } & Fault)
  | ({
      readonly outcome: 'UNKNOWN';
      /** there was an answer that the same key would get again. "It is still being processed" is none. */
      readonly isAnswered: boolean;
      readonly code?: string;
    } & Fault);

/** Whose fault it is that something was refused. */
export interface Fault {
  /** The shop itself is refused, not this payment: its key, its contract or its requests are wrong. */
  readonly isOurFault?: boolean;
}

/** A provider has refused to open an attempt. */
export class OpeningRefused extends Error implements Fault {
  constructor(
    readonly code: string,
    readonly isOurFault: boolean,
  ) {
    super(`The provider has refused to open the payment: ${code}`);
  }
}

/** UNFINISHED: the buyer, or we, have not finished it there. ABSENT: the provider does not know it. */
export type ProviderStanding = ProviderOutcome | UnfinishedPayment | { readonly outcome: 'ABSENT' };

export interface UnfinishedPayment {
  readonly outcome: 'UNFINISHED';
  /** the buyer has agreed there, and the money is moved as soon as it is confirmed */
  readonly isAuthorized?: boolean;
  /** the provider's own name of the attempt, with which it can be confirmed */
  readonly providerKey?: string;
}

export interface RefundIntent extends KnownPayment {
  readonly refundId: number;
  /** what is to be paid back, in place of `amount` */
  readonly refundAmount: number;
  /** the same for each repetition: the provider pays back once under it */
  readonly key: string;
  /** since it was first sent under this key, ms; a provider may forget the key after a day */
  readonly sentForMs: number;
  /** shown with the refund, so that it is found among the cancels */
  readonly mark: string;
  /** shown with it, for people */
  readonly cause: string;
  /** where the money of a deposit goes back to; left out: the provider knows it */
  readonly account?: RefundAccount;
}

export interface RefundAccount {
  readonly bank: string;
  readonly accountNumber: string;
  readonly holderName: string;
}

/** A request to the address that a provider reports changes to, as it arrived. */
export interface RawWebhook {
  /** by lower-case name */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/**
 * What a webhook is about. It proves nothing, and is only a reason to look at the payment sooner. NOTHING: none of our
 * payments. FORGED: it is not signed as it must be.
 */
export type WebhookHint =
  | {
      readonly about: 'PAYMENT';
      readonly providerOrderId?: string;
      readonly providerKey?: string;
      /** the secret of a deposit, which has to be that of the payment */
      readonly secret?: string;
      /** it says that the payment is captured, which is no news of one that is */
      readonly reports?: 'CAPTURE';
    }
  | { readonly about: 'NOTHING' | 'FORGED' };

/** An entry of a provider's list of what it has done. */
export interface ProviderTransaction {
  readonly kind: 'CAPTURE' | 'CANCEL';
  readonly providerOrderId: string;
  readonly providerKey: string;
  /** the provider's own name of the entry: of a cancel, that which the payment shows as well */
  readonly reference: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly at: Date;
}

/** What a provider says of a refund; UNKNOWN is whatever is not certain. */
export type RefundOutcome =
  | { readonly outcome: 'REFUNDED'; readonly reference: string | null }
  | { readonly outcome: 'REFUSED'; readonly code: string }
  | ({
      readonly outcome: 'UNKNOWN';
      /** there was an error that the same key would get again, and the call is not running any more */
      readonly isAnswered?: boolean;
      readonly code?: string;
    } & Fault);

/**
 * A company that collects money, or the wallets of this shop. Every call may be repeated, and may be given up by its
 * signal, which says nothing about what became of it there.
 */
export abstract class PaymentProvider {
  /** stored with each payment: `points` */
  abstract readonly name: string;
  abstract readonly methods: readonly PaymentMethod[];
  /** the buyer confirms on a page of the provider. Without a page, a request is confirmed at once. */
  abstract readonly hasPage: boolean;

  /** the only ones that it can be paid in; undefined: all */
  readonly currencies?: readonly string[];

  /** The least that can be paid so, in the currency's smallest unit. */
  minimumOf(method: PaymentMethod): number {
    void method;
    return 0;
  }

  /**
   * Call it before anything is stored that only a call could end.
   * @throws Unavailable while calls are not made
   */
  assertAvailable(): void {
    // A provider that is in this process can be called always.
  }

  /** Closes its connections. */
  disconnect(): void {
    // A provider that is in this process has none.
  }

  /** What the buyer's browser needs. Moves no money. @throws Error when the provider has not opened it */
  abstract open(payment: PaymentToOpen, signal: AbortSignal): Promise<OpenedPayment>;

  /** Moves the money. */
  abstract confirm(intent: ConfirmIntent, signal: AbortSignal): Promise<ProviderOutcome>;

  /** How it stands there. Moves nothing. */
  abstract retrieve(payment: KnownPayment, signal: AbortSignal): Promise<ProviderStanding>;

  /** Pays back a part, or all of it. */
  abstract refund(refund: RefundIntent, signal: AbortSignal): Promise<RefundOutcome>;

  /** Ends an attempt that no one will finish. @returns how it stands there then: perhaps it was captured before */
  abstract close(payment: KnownPayment, signal: AbortSignal): Promise<ProviderStanding>;

  /**
   * Which payment a webhook is about. It calls no one, and believes nothing. The body is JSON of any shape and depth, which
   * anyone can have sent.
   */
  hint(webhook: RawWebhook): WebhookHint {
    void webhook;
    return { about: 'NOTHING' };
  }

  /** whether it has a list of what it has done, which can be compared with our payments */
  readonly hasList: boolean = false;

  /**
   * All that the provider has done for this shop from one instant until before another.
   * @throws Error when the list could not be read to its end, or there is none
   */
  list(from: Date, until: Date, signal: AbortSignal): Promise<readonly ProviderTransaction[]> {
    void [from, until, signal];
    return Promise.reject(new Error(`The payment provider ${this.name} has no list`));
  }
}
