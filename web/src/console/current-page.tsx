import type { JSX } from 'preact';
import { route } from '../navigation/route';
import { CouponPage } from './coupons/coupon-page';
import { CouponsPage } from './coupons/coupons-page';
import { NewCouponPage } from './coupons/new-coupon-page';
import { CustomerPage } from './customers/customer-page';
import { CustomersPage } from './customers/customers-page';
import { DealPage } from './deals/deal-page';
import { DealsPage } from './deals/deals-page';
import { FailedEventsPage } from './health/failed-events-page';
import { InstancesPage } from './health/instances-page';
import { IntegrityPage } from './health/integrity-page';
import { PaymentProvidersPage } from './health/payment-providers-page';
import { EditDealPage } from './deal-form/edit-deal-page';
import { NewDealPage } from './deal-form/new-deal-page';
import { OrderPage } from './orders/order-page';
import { OrdersPage } from './orders/orders-page';
import { PaymentsPage } from './payments/payments-page';
import { ReconciliationsPage } from './payments/reconciliations-page';
import { RefundsPage } from './payments/refunds-page';
import { NewProductPage } from './products/new-product-page';
import { ProductPage } from './products/product-page';
import { ProductsPage } from './products/products-page';
import { SalePage } from './sale/sale-page';
import { ReturnsPage } from './shipping/returns-page';
import { ShipmentsPage } from './shipping/shipments-page';
import { LowStockPage } from './products/low-stock-page';
import { WebhookPage } from './webhooks/webhook-page';
import { WebhooksPage } from './webhooks/webhooks-page';

/** The page of the current address; the list of deals if there is no such page. */
export function CurrentPage(): JSX.Element {
  const [section, item, view] = route.value.parts;
  const id = /^[1-9]\d{0,15}$/.test(item ?? '') ? Number(item) : undefined;
  switch (section) {
    case 'products':
      if (item === 'new') return <NewProductPage />;
      if (item === 'stock') return <LowStockPage />;
      return id === undefined ? <ProductsPage /> : <ProductPage key={id} productId={id} />;
    case 'coupons':
      if (item === 'new') return <NewCouponPage />;
      return id === undefined ? <CouponsPage /> : <CouponPage key={id} couponId={id} />;
    case 'orders':
      return id === undefined ? <OrdersPage /> : <OrderPage key={id} orderId={id} />;
    case 'payments':
      if (item === 'reconciliations') return <ReconciliationsPage />;
      return item === 'refunds' ? <RefundsPage /> : <PaymentsPage />;
    case 'shipments':
      return item === 'returns' ? <ReturnsPage /> : <ShipmentsPage />;
    case 'sale':
      return <SalePage />;
    case 'webhooks':
      return id === undefined ? <WebhooksPage /> : <WebhookPage key={id} webhookId={id} />;
    case 'customers':
      return id === undefined ? <CustomersPage /> : <CustomerPage key={id} userId={id} />;
    case 'health':
      if (item === 'failed-events') return <FailedEventsPage />;
      if (item === 'payment-providers') return <PaymentProvidersPage />;
      return item === 'instances' ? <InstancesPage /> : <IntegrityPage />;
    default:
      if (item === 'new') return <NewDealPage />;
      if (id === undefined) return <DealsPage />;
      return view === 'edit' ? <EditDealPage key={id} eventId={id} /> : <DealPage key={id} eventId={id} />;
  }
}
