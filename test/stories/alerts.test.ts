import { EventBus } from '#platform/events/event-bus';
import { Metrics } from '#platform/observability/metrics';
import { projectFile } from '../support/compose-file';
import { type Instance, openInstance } from '../support/instance';

/** The rules are read as text, because promtool, which checks their syntax, is not on every machine. */
describe('the alert rules', () => {
  const rules = projectFile('ops/prometheus/alerts.yml')
    .split(/^ {6}- alert: /m)
    .slice(1)
    .map((text) => ({ name: /^\w+/.exec(text)?.[0] ?? '', text: text.replace(/^ *#.*$/gm, '') }));
  const all = (pattern: RegExp): string[] => [
    ...new Set(rules.flatMap(({ text }) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''))),
  ];
  let instance: Instance;
  let scraped: string;
  beforeAll(async () => {
    instance = await openInstance();
    scraped = await instance.app.get(Metrics).text();
  });
  afterAll(() => instance.close());

  it('use only metrics that exist', () => {
    const known = new Set([...scraped.matchAll(/^# TYPE (\w+)/gm)].map((match) => match[1]));
    const named = all(/\b((?:hotdeal|http|nodejs|process)_\w+)/g).map((name) =>
      name.replace(/_(bucket|sum|count)$/, ''),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('use only event handlers, states and outcomes that exist', () => {
    const { handlerNames } = instance.app.get(EventBus);
    const [watched = ''] = all(/handler=~"([^"]+)"/g);
    const found = handlerNames.filter((name) => new RegExp(`^(?:${watched})$`).test(name));
    expect([found.length > 3, found.length]).toEqual([true, watched.split('|').length]);
    expect(scraped).toContain('hotdeal_orders_total{outcome="shed"} 0');
    expect(scraped).toContain('hotdeal_event_publications{state="dead_letter"} 0');
    expect(scraped).toMatch(/hotdeal_stock_lock_attempts_total\{outcome="busy"\} 0/);
    expect(all(/job="(\w+)"/g)).toEqual(['hotdeal']);
  });

  it('have a severity, a summary, and a runbook that exists', () => {
    const headings = projectFile('docs/operations.md').match(/^#+ .+$/gm) ?? [];
    const anchors = headings.map((heading) => `docs/operations.md#${anchorOf(heading)}`);
    expect(rules.length).toBeGreaterThan(10);
    for (const { name, text } of rules) {
      expect([name, /severity: (page|ticket)\b/.test(text), /summary: '.{10,}'/.test(text)]).toEqual([
        name,
        true,
        true,
      ]);
      expect([name, anchors.includes(/runbook: (\S+)/.exec(text)?.[1] ?? '')]).toEqual([name, true]);
    }
  });

  it('are each covered by a test for promtool', () => {
    const tried = new Set(
      [...projectFile('ops/prometheus/alerts.test.yml').matchAll(/alertname: (\w+)/g)].map(([, name]) => name),
    );
    expect(rules.filter(({ name }) => !tried.has(name))).toEqual([]);
  });
});

/** The anchor that GitHub gives to a heading. */
function anchorOf(heading: string): string {
  return heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
