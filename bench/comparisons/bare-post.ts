import 'reflect-metadata';
import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** The smallest request to Nest and Express: an empty POST without middleware, guards or a body. */
@Controller('bare')
class BareController {
  @Post()
  answer(): object {
    return {};
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(BareModule, { logger: false, bodyParser: false });
  await app.listen(Number(process.env['PORT']), '127.0.0.1');
}

void start();
