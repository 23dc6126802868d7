import { ApiProperty } from '@nestjs/swagger';
import { type OfferedMethod, PAYMENT_METHODS, type PaymentMethod } from '#payment';

class ShopFeaturesView {
  @ApiProperty({
    description: 'whether new orders are to be paid; without it, points cannot be charged',
    example: true,
  })
  readonly payments!: boolean;

  @ApiProperty({ description: 'whether users can charge their own points', example: true })
  readonly pointCharge!: boolean;

  @ApiProperty({ description: 'whether payments are simulated, and no money moves', example: false })
  readonly paymentSimulator!: boolean;

  @ApiProperty({ description: 'whether completed orders are shipped, and can be returned', example: true })
  readonly shipping!: boolean;

  @ApiProperty({ description: 'whether an order needs an address; never without shipping', example: false })
  readonly addressRequired!: boolean;

  @ApiProperty({
    enum: ['public', 'members'],
    description: 'who can see products, stocks and deals: everyone, or only who has logged in',
  })
  readonly catalogue!: 'public' | 'members';
}

class PaymentMethodView implements OfferedMethod {
  @ApiProperty({ enum: [...PAYMENT_METHODS], description: 'how an order can be paid' })
  readonly method!: PaymentMethod;

  @ApiProperty({ description: 'who collects the money', example: 'points' })
  readonly provider!: string;
}

export class ShopView {
  @ApiProperty({ description: 'what the shop is called', example: 'HotDeal' })
  readonly name!: string;

  @ApiProperty({ description: 'the currency of all prices, by ISO 4217', example: 'KRW' })
  readonly currency!: string;

  @ApiProperty({ type: () => ShopFeaturesView, description: 'what this shop offers; more may be added' })
  readonly features!: ShopFeaturesView;

  @ApiProperty({
    type: () => [PaymentMethodView],
    description: 'how orders can be paid, the first is the usual one; none without payments',
  })
  readonly paymentMethods!: readonly PaymentMethodView[];
}
