import { Module } from '@nestjs/common';
import { NoopController } from './noop.controller';

/** The routes that only the bench has, on the same server as the shop's own. */
@Module({ controllers: [NoopController] })
export class BenchModule {}
