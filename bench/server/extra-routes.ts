// Loaded into the server before its own code, which knows nothing of it: the routes of the bench beside the shop's.
import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AppModule } from '#hotdeal/app.module';
import { BenchModule } from './bench.module';
import { tellCommits } from './commit-instant';

const forRoot = AppModule.forRoot.bind(AppModule);
AppModule.forRoot = (config) => {
  const shop = forRoot(config);
  return { ...shop, imports: [...(shop.imports ?? []), BenchModule] };
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

process.on('message', (question: { readonly memory: boolean }) => {
  if (!question.memory) return;
  collect();
  process.send?.({ ...process.memoryUsage(), handles: process.getActiveResourcesInfo().length });
});
tellCommits((instant) => process.send?.(instant));
// Being able to be asked does not keep a server alive that was told to end.
process.channel?.unref();
