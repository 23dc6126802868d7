import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Node is told by `npm run start:prod`; whatever stands beside the shop for comparison is told the same. */
export function productionOptions(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return scripts['start:prod']?.split(' ').filter((word) => word.startsWith('--')) ?? [];
}
