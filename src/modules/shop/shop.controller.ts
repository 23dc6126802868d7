import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Config } from '#platform/config/config';
import { ApiAnswers } from '#platform/http/api-answers';
import { featuresOf } from '#platform/http/features';
import { Public, visitorsAreAllowed } from '#platform/security/access';
import { PaymentTerms } from '#order-payments';
import { PaymentMethods } from '#payment';
import { ShopConfig } from './shop.config';
import { ShopView } from './shop-view.dto';

@ApiTags('shop')
@Controller('shop')
export class ShopController {
  private readonly shop: ShopView;

  constructor(config: Config, { name }: ShopConfig, { enabled, currency }: PaymentTerms, methods: PaymentMethods) {
    const features = featuresOf(config);
    this.shop = {
      name,
      currency,
      features: {
        payments: enabled,
        pointCharge: enabled && features['pointCharge'] === true,
        paymentSimulator: enabled && features['paymentSimulator'] === true,
        shipping: features['shipping'] === true,
        addressRequired: features['shipping'] === true && features['addressRequired'] === true,
        catalogue: visitorsAreAllowed(config) ? 'public' : 'members',
      },
      paymentMethods: enabled ? methods.available() : [],
    };
  }

  /** What a client has to know of the shop before it shows anything. It changes only when the shop is configured anew. */
  @Get()
  @Public()
  @ApiAnswers(200, ShopView)
  show(): ShopView {
    return this.shop;
  }
}
