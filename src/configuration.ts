import { Config } from '#platform/config/config';
import { AuthConfig } from './modules/auth/auth.config';
import { CouponConfig } from './modules/coupon/coupon.config';
import { SimulatorConfig } from './modules/payment/adapters/simulator/simulator.config';
import { StripeConfig } from './modules/payment/stripe.config';
import { TossConfig } from './modules/payment/toss.config';
import { NotificationConfig } from './modules/notification/notification.config';
import { OrderConfig } from './modules/order/order.config';
import { OutboundConfig } from './modules/outbound/outbound.config';
import { PaymentConfig } from './modules/payment/payment.config';
import { ProductConfig } from './modules/product/product.config';
import { ShippingConfig } from './modules/shipping/shipping.config';
import { ShopConfig } from './modules/shop/shop.config';
import { WalletConfig } from './modules/wallet/wallet.config';

const SECTIONS = [
  AuthConfig,
  ProductConfig,
  OrderConfig,
  PaymentConfig,
  TossConfig,
  StripeConfig,
  SimulatorConfig,
  ShippingConfig,
  CouponConfig,
  WalletConfig,
  NotificationConfig,
  OutboundConfig,
  ShopConfig,
];

/**
 * The configuration of the application: the platform's, and the section of every module.
 * @throws Error that names every variable that is missing or wrong, without its value
 */
export function configFrom(variables: Readonly<Record<string, string | undefined>>): Config {
  return Config.from(variables, SECTIONS);
}

export function configFromEnvironment(): Config {
  return Config.fromEnvironment(SECTIONS);
}
