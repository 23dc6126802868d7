import { Module } from '@nestjs/common';
import { Config, provideSection } from '#platform/config/config';
import { PaymentTerms } from '#order-payments';
import { WalletBalances, WalletClient } from '#wallet';
import { OrderModule } from '../order/order.module';
import { ShippingModule } from '../shipping/shipping.module';
import { WalletModule } from '../wallet/wallet.module';
import { PaymentProviders } from './adapters/payment-providers';
import { PointsProvider } from './adapters/points-provider';
import { SimulatedBuyer } from './adapters/simulator/simulated-buyer';
import './adapters/stripe/stripe-provider';
import { StripeConfig } from './stripe.config';
import { TossConfig } from './toss.config';
import './adapters/toss/toss-provider';
import { AllPaymentsController } from './http/all-payments.controller';
import { ReconciliationController } from './http/reconciliation.controller';
import { PaymentProvidersController } from './http/payment-providers.controller';
import { PaymentController } from './http/payment.controller';
import { PaymentViews } from './http/payment-views';
import { PaymentWebhookController } from './http/payment-webhook.controller';
import { RefundAccountController } from './http/refund-account.controller';
import { RefundController } from './http/refund.controller';
import { SimulatedPaymentController } from './http/simulated-payment.controller';
import { PaymentConfig, requireChosenProviders } from './payment.config';
import { PaymentMethods } from './payment.contract';
import { ProviderMetrics } from './provider-metrics';
import { ReconciliationMetrics } from './reconciliation-metrics';
import { PaymentMetrics } from './payment-metrics';
import { PaymentBooks } from './persistence/payment-books';
import { ReconciliationRuns } from './persistence/reconciliation-runs';
import { PaymentAttempts } from './persistence/payment-attempts';
import { PaymentHints } from './persistence/payment-hints';
import { PaymentLooks } from './persistence/payment-looks';
import { PaymentList } from './persistence/payment-list';
import { PaymentOutcomeChannel } from './persistence/payment-outcome-channel';
import { PaymentRequests } from './persistence/payment-requests';
import { PaymentResults } from './persistence/payment-results';
import { ProviderWords } from './persistence/provider-words';
import { PaymentSettlements } from './persistence/payment-settlements';
import { PaymentQueries } from './persistence/payment.queries';
import { RefundAccounts } from './persistence/refund-accounts';
import { RefundClaims } from './persistence/refund-claims';
import { RefundQueries } from './persistence/refund.queries';
import { RefundReconciliation } from './persistence/refund-reconciliation';
import { RefundRepository } from './persistence/refund.repository';
import { AbandonPayment } from './use-cases/abandon-payment';
import { AskForRefund } from './use-cases/ask-for-refund';
import { CloseAccountsWhenReservationsCancelled } from './use-cases/close-accounts-when-reservations-cancelled';
import { CompletePayment } from './use-cases/complete-payment';
import { ConfirmPayment } from './use-cases/confirm-payment';
import { StuckRefunds } from './persistence/stuck-refunds';
import { RefundMetrics } from './refund-metrics';
import { CreatePayment } from './use-cases/create-payment';
import { DeleteOldRefundAccounts } from './use-cases/delete-old-refund-accounts';
import { DecideStuckRefund } from './use-cases/decide-stuck-refund';
import { AuthorizePayments } from './use-cases/authorize-payments';
import { FindOutPayment } from './use-cases/find-out-payment';
import { HoldShipmentsWhenPaymentsPartlyRefundedExternally } from './use-cases/hold-shipments-when-payments-partly-refunded-externally';
import { LookAtDuePayment } from './use-cases/look-at-due-payment';
import { LookAtPayment } from './use-cases/look-at-payment';
import { MoveMoney } from './use-cases/move-money';
import { ProviderCalls } from './use-cases/provider-calls';
import { ReceivePaymentWebhook } from './use-cases/receive-payment-webhook';
import { GivePointsOfReturnsBack, RefundReturns } from './use-cases/pay-back-returns';
import { RefundReleasedPayments } from './use-cases/refund-released-payments';
import { ReconcileDay } from './use-cases/reconcile-day';
import { ReconcileNightly } from './use-cases/reconcile-nightly';
import { RequestPayment } from './use-cases/request-payment';
import { ResolvePayments } from './use-cases/resolve-payments';
import { ReverseOrdersWhenPaymentsRefundedExternally } from './use-cases/reverse-orders-when-payments-refunded-externally';
import { SendRefunds } from './use-cases/send-refunds';
import { SettleOrdersWhenPaymentsEnd } from './use-cases/settle-orders-when-payments-end';
import { SettlePayments } from './use-cases/settle-payments';
import { SpendPointsWhenPaymentsRequested } from './use-cases/spend-points-when-payments-requested';
import { WatchDeposit } from './use-cases/watch-deposit';
import { WorkOffRefunds } from './use-cases/work-off-refunds';

/** Money: attempts to collect what orders have to pay, and refunds. */
@Module({
  imports: [OrderModule, ShippingModule, WalletModule],
  controllers: [
    ReconciliationController,
    PaymentProvidersController,
    PaymentWebhookController,
    PaymentController,
    AllPaymentsController,
    RefundController,
    RefundAccountController,
    SimulatedPaymentController,
  ],
  providers: [
    provideSection(PaymentConfig),
    provideSection(TossConfig),
    provideSection(StripeConfig),
    {
      provide: PaymentProviders,
      inject: [PaymentConfig, Config, PaymentTerms, WalletClient, WalletBalances],
      useFactory: (
        { providers }: PaymentConfig,
        config: Config,
        terms: PaymentTerms,
        wallet: WalletClient,
        balances: WalletBalances,
      ) => {
        requireChosenProviders(config);
        return PaymentProviders.named(providers, { config, terms, wallet, balances });
      },
    },
    { provide: PaymentMethods, useExisting: PaymentProviders },
    RequestPayment,
    CreatePayment,
    ConfirmPayment,
    CompletePayment,
    SimulatedBuyer,
    AbandonPayment,
    ResolvePayments,
    FindOutPayment,
    WatchDeposit,
    AuthorizePayments,
    MoveMoney,
    ProviderCalls,
    ProviderMetrics,
    PaymentBooks,
    ReconciliationRuns,
    ReconciliationMetrics,
    ReconcileDay,
    ReconcileNightly,
    SettlePayments,
    SpendPointsWhenPaymentsRequested,
    SettleOrdersWhenPaymentsEnd,
    PaymentRequests,
    PaymentAttempts,
    PaymentLooks,
    PaymentHints,
    ReceivePaymentWebhook,
    PaymentResults,
    ProviderWords,
    PaymentSettlements,
    PaymentQueries,
    PaymentOutcomeChannel,
    PaymentMetrics,
    PaymentList,
    LookAtPayment,
    LookAtDuePayment,
    PaymentViews,
    {
      provide: PointsProvider,
      inject: [WalletClient, WalletBalances],
      useFactory: (wallet: WalletClient, balances: WalletBalances) => new PointsProvider(wallet, balances),
    },
    RefundReleasedPayments,
    RefundReturns,
    GivePointsOfReturnsBack,
    CloseAccountsWhenReservationsCancelled,
    ReverseOrdersWhenPaymentsRefundedExternally,
    HoldShipmentsWhenPaymentsPartlyRefundedExternally,
    WorkOffRefunds,
    SendRefunds,
    AskForRefund,
    DecideStuckRefund,
    RefundRepository,
    RefundClaims,
    RefundAccounts,
    DeleteOldRefundAccounts,
    RefundReconciliation,
    StuckRefunds,
    RefundQueries,
    RefundMetrics,
  ],
  exports: [PaymentMethods],
})
export class PaymentModule {}
