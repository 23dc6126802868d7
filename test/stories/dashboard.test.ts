import { Metrics } from '#platform/observability/metrics';
import { projectFile, yaml } from '../support/compose-file';
import { type Instance, openInstance } from '../support/instance';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string; readonly refId: string }[];
}

/** Prometheus itself adds this metric and these labels. */
const UP = 'up';
const OF_PROMETHEUS = ['instance', 'job', 'le'];

describe('the dashboard', () => {
  const { panels } = JSON.parse(projectFile('ops/grafana/dashboards/shop.json')) as { panels: Panel[] };
  const shown = panels.filter(({ type }) => type !== 'row');
  const queries = shown.flatMap(({ targets = [] }) => targets);
  let instance: Instance;
  let scraped: string;
  beforeAll(async () => {
    instance = await openInstance();
    scraped = await instance.app.get(Metrics).text();
  });
  afterAll(() => instance.close());

  it('uses only metrics that exist, each according to its type', () => {
    const kinds = new Map(
      [...scraped.matchAll(/^# TYPE (\w+) (\w+)/gm)].map(([, name = '', kind = '']) => [name, kind]),
    );
    const wrong = queries.flatMap(({ expr }) => namesIn(expr).filter((name) => name !== UP && !exists(kinds, name)));
    expect(queries.length).toBeGreaterThan(30);
    expect(wrong).toEqual([]);
    const counted = queries.filter(({ expr }) => /\w+_total\b/.test(expr) && !/(rate|increase)\(\w+_total/.test(expr));
    expect(counted).toEqual([]);
  });

  it('uses only outcomes, states and labels that exist', () => {
    const chosen = queries.flatMap(({ expr }) => [...expr.matchAll(/(hotdeal_\w+)(\{\w+="\w+"\})/g)]);
    expect(chosen.length).toBeGreaterThan(1);
    for (const [, name = '', label = ''] of chosen) expect(scraped).toContain(`${name}${label} `);
    for (const { expr, legendFormat } of queries) {
      const by = [...expr.matchAll(/\bby \(([^)]+)\)/g)].flatMap(([, labels = '']) => labels.split(', '));
      const unknown = by.filter((label) => !OF_PROMETHEUS.includes(label) && !LABELS.includes(label));
      expect(unknown).toEqual([]);
      const legend = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
      const lost = legend.filter((label) => /\b(sum|max|min)\b/.test(expr) && !by.includes(label));
      expect([expr, lost]).toEqual([expr, []]);
    }
  });

  it('uses the configured data source, in panels that do not overlap', () => {
    const { datasources } = yaml('ops/grafana/provisioning/datasources/prometheus.yml') as {
      datasources: { uid: string }[];
    };
    const uids = new Set(shown.map(({ datasource }) => datasource?.uid));
    expect([...uids]).toEqual(datasources.map(({ uid }) => uid));
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const covered = panels.flatMap((one, index) =>
      panels.slice(index + 1).filter((other) => overlap(one.gridPos, other.gridPos)),
    );
    expect(covered).toEqual([]);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });
});

const LABELS = [
  'audience',
  'error',
  'outcome',
  'purpose',
  'handler',
  'route',
  'check',
  'state',
  'status',
  'reason',
  'kind',
];

function namesIn(expr: string): string[] {
  return [...expr.matchAll(/\b(?:hotdeal|http|nodejs|process)_\w+|\bup\b/g)].map(([name]) => name);
}

/** Only the parts of a histogram or summary can be queried, and only the whole of other metrics. */
function exists(kinds: ReadonlyMap<string, string>, name: string): boolean {
  const [, whole = name, part] = /^(\w+)_(bucket|sum|count)$/.exec(name) ?? [];
  const kind = kinds.get(whole);
  if (part === undefined) return kind === 'gauge' || kind === 'counter';
  return kind === 'histogram' || (kind === 'summary' && part !== 'bucket');
}

function overlap(one: Panel['gridPos'], other: Panel['gridPos']): boolean {
  const apart = one.x + one.w <= other.x || other.x + other.w <= one.x;
  return !apart && one.y < other.y + other.h && other.y < one.y + one.h;
}
