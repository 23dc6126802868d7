import { type DynamicModule, Module } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { PlatformModule } from '#platform/platform.module';
import { schema } from './schema';

/** The list of modules: the table of contents. */
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.forRoot(config, schema)] };
  }
}
