import { configFrom } from '../../src/configuration';
import { NotificationConfig } from '../../src/modules/notification/notification.config';
import { composeServices, projectFile, yaml } from '../support/compose-file';

const SECRET = /PASSWORD|SECRET|KEY|TOKEN/;
/** Without them a feature is off, or does with the secrets that are demanded. */
const OPTIONAL = ['PII_KEYS', 'TOSS_SECRET_KEY', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'];
const INSTANCES = ['app-1', 'app-2'];

const services = composeServices();
const each = Object.entries(services);
const file = projectFile('docker-compose.yml');
const required = new Set([...file.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));

describe('the containers', () => {
  it('have no default passwords', () => {
    const secrets = each.flatMap(([service, { environment = {} }]) =>
      Object.entries(environment)
        .filter(([name]) => SECRET.test(name))
        .map(([name, value]) => {
          const allowed = OPTIONAL.includes(name) ? /^\$\{HOTDEAL_\w+:-\}$/ : /^\$\{HOTDEAL_\w+:\?[^}]+\}$/;
          return [service, name, allowed.test(value)];
        }),
    );
    expect(secrets.length).toBeGreaterThan(8);
    expect(secrets.filter(([, , isAllowed]) => isAllowed !== true)).toEqual([]);
  });

  it('get every required secret from the command at the head of the file, which the documentation repeats', () => {
    const [made = ''] = /for name in [\w ]+;/.exec(file) ?? [];
    const names = made.slice('for name in '.length, -1).split(' ');
    expect(new Set(names.map((name) => `HOTDEAL_${name}`))).toEqual(required);
    expect(projectFile('docs/operations.md').includes(made)).toBe(true);
  });

  it('let npm start run mysql and redis without the other services', () => {
    const launcher = projectFile('tools/services/compose.ts');
    expect([...required].filter((name) => !new RegExp(`\\b${name}:`).test(launcher))).toEqual([]);
    for (const name of ['mysql', 'redis']) {
      expect(launcher).toContain(`'${name}'`);
      expect(services[name]?.depends_on).toBeUndefined();
      expect(projectFile('tools/services/docker-engine.ts')).toContain(`'${services[name]?.image}'`);
    }
  });

  test.each(each)('%s has only the rights it needs, and limits on memory, processes and logs', (_, service) => {
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.logging?.options).toEqual({ 'max-size': expect.any(String), 'max-file': expect.any(String) });
    expect(service.deploy?.resources.limits).toMatchObject({ memory: expect.any(String), pids: expect.any(Number) });
    const user = service.build === undefined ? service.user : /^USER (.+)$/m.exec(projectFile('Dockerfile'))?.[1];
    expect(user).toMatch(/^(?!root|0)/);
    const open = (service.ports ?? []).filter(
      (port) => !/^(127\.0\.0\.1|\$\{HOTDEAL_ADDRESS:-127\.0\.0\.1\}):/.test(port),
    );
    expect(open).toEqual([]);
  });

  it('have a read-only file system where they answer the public', () => {
    for (const name of [...INSTANCES, 'migrate', 'nginx'])
      expect([name, services[name]?.read_only]).toEqual([name, true]);
  });

  it('migrate once before the instances start, and give each instance more time to end than it needs', () => {
    for (const name of INSTANCES) {
      const { depends_on: after, stop_grace_period: grace = '' } = services[name] ?? {};
      expect(after?.['migrate']?.condition).toBe('service_completed_successfully');
      const [, seconds] = /^(\d+)s$/.exec(grace) ?? [];
      expect(Number(seconds)).toBeGreaterThan(10);
    }
  });

  it('serve with an account that cannot change a table, and whose password only the database and the instances know', () => {
    const { DB_USERNAME: migrates, DB_PASSWORD: password } = services['migrate']?.environment ?? {};
    const granted = projectFile('ops/mysql/shop-account.sh');
    expect(services['mysql']?.environment).toMatchObject({ MYSQL_USER: migrates, MYSQL_PASSWORD: password });
    for (const name of INSTANCES) {
      const { DB_USERNAME: serves, DB_PASSWORD: own } = services[name]?.environment ?? {};
      expect(own).toBe(services['mysql']?.environment?.['MYSQL_SHOP_PASSWORD']);
      expect(own).not.toBe(password);
      expect([...granted.matchAll(/^GRANT (.+) ON .+ TO '(\w+)'@/gm)].map(([, rights, to]) => [rights, to])).toEqual([
        ['SELECT, INSERT, UPDATE, DELETE', serves],
      ]);
    }
  });

  it('may open more files than they keep sockets, whatever the default of the engine is', () => {
    const { sockets } = configFrom({
      DB_HOST: 'x',
      DB_USERNAME: 'x',
      REDIS_HOST: 'x',
      SECRET_KEY: 'x'.repeat(32),
    }).section(NotificationConfig);
    for (const name of INSTANCES) expect(services[name]?.ulimits?.nofile).toBeGreaterThan(sockets.address);
    const [, processes, connections] =
      /^worker_processes (\d+);[^]*worker_connections (\d+);/m.exec(projectFile('ops/nginx/nginx.conf')) ?? [];
    expect(services['nginx']?.ulimits?.nofile).toBeGreaterThan(Number(connections));
    // The load balancer has one connection on either side for each socket.
    expect(Number(processes) * Number(connections)).toBeGreaterThan(2 * sockets.address);
  });

  it('list the same instances for the load balancer and for Prometheus, which alone can reach their metrics', () => {
    const balanced = [...projectFile('ops/nginx/nginx.conf').matchAll(/server ([\w-]+):8080 /g)].map(
      ([, name]) => name,
    );
    expect(balanced).toEqual([...INSTANCES, ...INSTANCES]);
    const { rule_files: rules, scrape_configs: jobs } = yaml('ops/prometheus/prometheus.yml') as {
      rule_files: string[];
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    };
    // By name, because the tests of the rules are in the same folder.
    expect(rules).toEqual(['alerts.yml']);
    const targets = jobs.flatMap((job) => job.static_configs.flatMap((one) => one.targets));
    expect(targets).toEqual(INSTANCES.map((name) => `${name}:9464`));
    expect(each.filter(([, { ports = [] }]) => ports.some((port) => port.endsWith(':9464')))).toEqual([]);
    expect(each.filter(([, { networks }]) => networks.includes('metrics')).map(([name]) => name)).toEqual([
      ...INSTANCES,
      'prometheus',
      'grafana',
    ]);
  });

  it('have the versions that the documentation names', () => {
    const bases = [...projectFile('Dockerfile').matchAll(/^FROM (\S+:\S+)/gm)].map(([, image = '']) => image);
    const images = each.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
    const documented = projectFile('docs/operations.md');
    for (const image of [...bases, ...images]) {
      expect(image).toMatch(/^[\w./-]+:[\w.-]*\d[\w.-]*$|^gcr\.io\/distroless\/cc-debian12:nonroot$/);
      expect([image, documented.includes(`\`${image}\``)]).toEqual([image, true]);
    }
  });
});
