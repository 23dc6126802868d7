import { answerOf, type components } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { shop } from '../../api/shop';

type Report = components['schemas']['IntegrityView'];

/** What the integrity checks found last; kept while other pages of the console are visited. */
export const lastReport = signal<Report | undefined>(undefined);

export async function runChecks(): Promise<void> {
  lastReport.value = await answerOf(shop.api.GET('/api/admin/integrity'));
}
