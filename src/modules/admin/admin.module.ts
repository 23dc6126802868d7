import { Module } from '@nestjs/common';
import { DeliveryController } from './delivery.controller';

/** What only an administrator needs; it may know every module, and none knows it. */
@Module({ controllers: [DeliveryController] })
export class AdminModule {}
