import { EventBus } from '#platform/events/event-bus';
import { Metrics } from '#platform/observability/metrics';
import { projectFile } from '../support/compose-file';
import { type Instance, openInstance } from '../support/instance';

/** The rules are read as text: whether Prometheus understands them is asked of promtool, which not every machine has. */
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

  it('watch metrics that there are', () => {
    const known = new Set([...scraped.matchAll(/^# TYPE (\w+)/gm)].map((match) => match[1]));
    const named = all(/\b((?:hotdeal|http|nodejs|process)_\w+)/g).map((name) =>
      name.replace(/_(bucket|sum|count)$/, ''),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('watch reactions and outcomes that there are', () => {
    const { handlerNames } = instance.app.get(EventBus);
    const [watched = ''] = all(/handler=~"([^"]+)"/g);
    expect(handlerNames.filter((name) => new RegExp(`^(?:${watched})$`).test(name))).toHaveLength(3);
    expect(scraped).toContain('hotdeal_orders_total{outcome="shed"} 0');
    expect(scraped).toContain('hotdeal_event_publications{state="dead_letter"} 0');
    expect(scraped).toMatch(/hotdeal_stock_lock_attempts_total\{outcome="busy"\} 0/);
    expect(all(/job="(\w+)"/g)).toEqual(['hotdeal']);
  });

  it('say how urgent it is, what has happened, and where it is written what to do', () => {
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

  it('are tried out, each of them', () => {
    const tried = new Set(
      [...projectFile('ops/prometheus/alerts.test.yml').matchAll(/alertname: (\w+)/g)].map(([, name]) => name),
    );
    expect(rules.filter(({ name }) => !tried.has(name))).toEqual([]);
  });
});

/** As GitHub makes the address of a heading. */
function anchorOf(heading: string): string {
  return heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
