import { IntegrityChecks } from '#platform/integrity/integrity-check';
import { publicationChecks } from '#platform/events/publication-checks';
import { catalogueChecks } from './modules/admin/persistence/catalogue-checks';
import { profileChecks } from './modules/admin/persistence/profile-checks';
import { saleChecks } from './modules/admin/persistence/sale-checks';
import { salePaymentChecks } from './modules/admin/persistence/sale-payment-checks';
import { saleReturnChecks } from './modules/admin/persistence/sale-return-checks';
import { accountChecks } from './modules/auth/persistence/account-checks';
import { couponChecks } from './modules/coupon/persistence/coupon-checks';
import { hotDealChecks } from './modules/event/persistence/hot-deal-checks';
import { orderChecks } from './modules/order/persistence/order-checks';
import { paymentChecks } from './modules/payment/persistence/payment-checks';
import { refundChecks } from './modules/payment/persistence/refund-checks';
import { orderPaymentChecks } from './modules/order/persistence/order-payment-checks';
import { shipmentChecks } from './modules/shipping/persistence/shipment-checks';
import { productChecks } from './modules/product/persistence/product-checks';
import { searchChecks } from './modules/search/persistence/search-checks';
import { returnChecks } from './modules/shipping/persistence/return-checks';
import { stockChecks } from './modules/stock/persistence/stock-checks';
import { addressChecks } from './modules/user/persistence/address-checks';
import { walletChecks } from './modules/wallet/persistence/wallet-checks';

/** What must hold in every committed state: each module's rules over its own tables, then those between modules. */
export const integrityChecks = new IntegrityChecks([
  ...stockChecks,
  ...productChecks,
  ...orderChecks,
  ...orderPaymentChecks,
  ...saleChecks,
  ...salePaymentChecks,
  ...returnChecks,
  ...saleReturnChecks,
  ...accountChecks,
  ...profileChecks,
  ...addressChecks,
  ...hotDealChecks,
  ...couponChecks,
  ...paymentChecks,
  ...refundChecks,
  ...shipmentChecks,
  ...walletChecks,
  ...catalogueChecks,
  ...searchChecks,
  ...publicationChecks,
]);
