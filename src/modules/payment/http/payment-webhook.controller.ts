import { Controller, Post } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { MaxBody, RawBody } from '#platform/http/body/body-limit';
import { parameter } from '#platform/http/parameters/parameter';
import { Limited } from '#platform/limits/rate-limit';
import { Public } from '#platform/security/access';
import type { RawWebhook } from '../domain/provider';
import { PAYMENT_WEBHOOK_LIMIT } from '../payment.config';
import { ReceivePaymentWebhook } from '../use-cases/receive-payment-webhook';

function ProviderName(): ParameterDecorator {
  return parameter(
    ({ params }) => String(params['provider']),
    ApiParam({
      name: 'provider',
      description: 'its name, as in `PAYMENT_PROVIDERS`',
      schema: { type: 'string' },
      example: 'toss',
    }),
  );
}

/** Node gives every header as one text, but for `Set-Cookie`. */
function Headers(): ParameterDecorator {
  return parameter(({ headers }) => headers);
}

@ApiTags('payments')
@Public()
@Controller('payments/webhook')
export class PaymentWebhookController {
  constructor(private readonly receiver: ReceivePaymentWebhook) {}

  /**
   * Receives what a payment provider reports. Nothing of it is believed: it is a reason to ask the provider soon how the
   * payment stands. The answer is the same for providers and payments that the shop does not know.
   */
  @Post(':provider')
  @MaxBody(64)
  @Limited(PAYMENT_WEBHOOK_LIMIT)
  @ApiAnswers(200, undefined, { errors: ['WEBHOOK_SIGNATURE_INVALID'] })
  receive(
    @ProviderName() provider: string,
    @Headers() headers: RawWebhook['headers'],
    @RawBody() body: Buffer,
  ): Promise<void> {
    return this.receiver.execute(provider, { headers, body });
  }
}
