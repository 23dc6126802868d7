// Loaded into the server before its own code: adds the routes of the bench, of which production code contains nothing.
import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AppModule } from '#hotdeal/app.module';
import { HotDealCreated } from '#event';
import { EventBus } from '#platform/events/event-bus';
import { BenchModule } from './bench.module';

const forRoot = AppModule.forRoot.bind(AppModule);
AppModule.forRoot = (config) => {
  const shop = forRoot(config);
  return { ...shop, imports: [...(shop.imports ?? []), BenchModule] };
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

process.on('message', (request: { readonly memory: boolean }) => {
  if (!request.memory) return;
  collect();
  process.send?.({ ...process.memoryUsage(), handles: process.getActiveResourcesInfo().length });
});
// Reports when the commit of a hot deal was answered, before anything else happens with the deal.
const { publish } = EventBus.prototype;
EventBus.prototype.publish = function (tx, event, ...more) {
  if (event.name === HotDealCreated.name) {
    tx.afterCommit(() => process.send?.({ committedAt: String(process.hrtime.bigint()) }));
  }
  return publish.call(this, tx, event, ...more);
};

// The channel to the bench must not keep a server alive that is about to end.
process.channel?.unref();
