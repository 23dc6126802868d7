import { Platform1796000000000 } from './migrations/1796000000000-platform';
import { Auth1796000000100 } from './migrations/1796000000100-auth';
import { User1796000000200 } from './migrations/1796000000200-user';
import { Product1796000000300 } from './migrations/1796000000300-product';
import { Stock1796000000400 } from './migrations/1796000000400-stock';
import { Event1796000000500 } from './migrations/1796000000500-event';
import { Order1796000000600 } from './migrations/1796000000600-order';
import { Notification1796000000700 } from './migrations/1796000000700-notification';
import { Admin1796000000800 } from './migrations/1796000000800-admin';
import { Outbound1796000000900 } from './migrations/1796000000900-outbound';
import { DealNamesAndChanges1797000000500 } from './migrations/1797000000500-deal-names-and-changes';
import { DeletedProductsOfDeals1797000000510 } from './migrations/1797000000510-deleted-products-of-deals';
import { DealChangeSignals1797000000520 } from './migrations/1797000000520-deal-change-signals';
import { NotificationKinds1797000000700 } from './migrations/1797000000700-notification-kinds';
import { OrderSalesByDay1798000000100 } from './migrations/1798000000100-order-sales-by-day';
import { OrderSoldOn1798000000110 } from './migrations/1798000000110-order-sold-on';
import { ProductVersions1798000000200 } from './migrations/1798000000200-product-versions';
import { Cart1798000000300 } from './migrations/1798000000300-cart';
import { CartItems1798000000310 } from './migrations/1798000000310-cart-items';
import { Wishes1798000000320 } from './migrations/1798000000320-wishes';
import { Coupon1798000000400 } from './migrations/1798000000400-coupon';
import { CouponUserCoupons1798000000410 } from './migrations/1798000000410-coupon-user-coupons';
import { CouponClaims1798000000420 } from './migrations/1798000000420-coupon-claims';
import { SearchProducts1798000000500 } from './migrations/1798000000500-search-products';
import { SearchFill1798000000510 } from './migrations/1798000000510-search-fill';
import { OrderCancelReason1799000000100 } from './migrations/1799000000100-order-cancel-reason';
import { OrderFailureReasons1799000000105 } from './migrations/1799000000105-order-failure-reasons';
import { OrderBills1799000000110 } from './migrations/1799000000110-order-bills';
import { OrderItemShares1799000000115 } from './migrations/1799000000115-order-item-shares';
import { OrderReservations1799000000120 } from './migrations/1799000000120-order-reservations';
import { OrderReceipts1799000000125 } from './migrations/1799000000125-order-receipts';
import { OrderReplacements1799000000130 } from './migrations/1799000000130-order-replacements';
import { Wallet1799000000200 } from './migrations/1799000000200-wallet';
import { WalletEntries1799000000205 } from './migrations/1799000000205-wallet-entries';
import { WalletReservations1799000000210 } from './migrations/1799000000210-wallet-reservations';
import { WalletSpendings1799000000215 } from './migrations/1799000000215-wallet-spendings';
import { Payment1799000000300 } from './migrations/1799000000300-payment';
import { PaymentRefunds1799000000310 } from './migrations/1799000000310-payment-refunds';
import { PaymentDeposits1800000000300 } from './migrations/1800000000300-payment-deposits';
import { PaymentRefundAccounts1800000000310 } from './migrations/1800000000310-payment-refund-accounts';
import { PaymentReconciliations1800000000400 } from './migrations/1800000000400-payment-reconciliations';
import { PaymentLookedAt1800000000330 } from './migrations/1800000000330-payment-looked-at';
import { PaymentCheckoutUrl1800000000335 } from './migrations/1800000000335-payment-checkout-url';
import { OrderProgress1801000000100 } from './migrations/1801000000100-order-progress';
import { OrderAddresses1801000000110 } from './migrations/1801000000110-order-addresses';
import { UserAddresses1801000000200 } from './migrations/1801000000200-user-addresses';
import { UserAddressIds1801000000205 } from './migrations/1801000000205-user-address-ids';
import { Shipping1801000000300 } from './migrations/1801000000300-shipping';
import { ShippingHolds1801000000310 } from './migrations/1801000000310-shipping-holds';
import { ShippingReturns1801000000320 } from './migrations/1801000000320-shipping-returns';
import { ShippingReturnLines1801000000330 } from './migrations/1801000000330-shipping-return-lines';
import { ShippingReturnIds1801000000335 } from './migrations/1801000000335-shipping-return-ids';
import { ShippingPeriods1801000000340 } from './migrations/1801000000340-shipping-periods';
import { StockUnlimited1801000000400 } from './migrations/1801000000400-stock-unlimited';
import { StockReturnMovements1801000000410 } from './migrations/1801000000410-stock-return-movements';
import { StockMovementReturns1801000000415 } from './migrations/1801000000415-stock-movement-returns';
import { StockReturns1801000000420 } from './migrations/1801000000420-stock-returns';
import { OutboundMessageKeys1801000000500 } from './migrations/1801000000500-outbound-message-keys';
import { OutboundDrafts1801000000510 } from './migrations/1801000000510-outbound-drafts';

/** The migrations of every module, in their order, for TypeORM. */
export const schema = {
  migrations: [
    Platform1796000000000,
    Auth1796000000100,
    User1796000000200,
    Product1796000000300,
    Stock1796000000400,
    Event1796000000500,
    Order1796000000600,
    Notification1796000000700,
    Admin1796000000800,
    Outbound1796000000900,
    DealNamesAndChanges1797000000500,
    DeletedProductsOfDeals1797000000510,
    DealChangeSignals1797000000520,
    NotificationKinds1797000000700,
    OrderSalesByDay1798000000100,
    OrderSoldOn1798000000110,
    ProductVersions1798000000200,
    Cart1798000000300,
    CartItems1798000000310,
    Wishes1798000000320,
    Coupon1798000000400,
    CouponUserCoupons1798000000410,
    CouponClaims1798000000420,
    SearchProducts1798000000500,
    SearchFill1798000000510,
    OrderCancelReason1799000000100,
    OrderFailureReasons1799000000105,
    OrderBills1799000000110,
    OrderItemShares1799000000115,
    OrderReservations1799000000120,
    OrderReceipts1799000000125,
    OrderReplacements1799000000130,
    Wallet1799000000200,
    WalletEntries1799000000205,
    WalletReservations1799000000210,
    WalletSpendings1799000000215,
    Payment1799000000300,
    PaymentRefunds1799000000310,
    PaymentDeposits1800000000300,
    PaymentRefundAccounts1800000000310,
    PaymentLookedAt1800000000330,
    PaymentCheckoutUrl1800000000335,
    PaymentReconciliations1800000000400,
    OrderProgress1801000000100,
    OrderAddresses1801000000110,
    UserAddresses1801000000200,
    UserAddressIds1801000000205,
    Shipping1801000000300,
    ShippingHolds1801000000310,
    ShippingReturns1801000000320,
    ShippingReturnLines1801000000330,
    ShippingReturnIds1801000000335,
    ShippingPeriods1801000000340,
    StockUnlimited1801000000400,
    StockReturnMovements1801000000410,
    StockMovementReturns1801000000415,
    StockReturns1801000000420,
    OutboundMessageKeys1801000000500,
    OutboundDrafts1801000000510,
  ],
};
