/** Which module may know which: through its contract only, and only along these arrows. */
const MAY_KNOW = {
  product: [],
  user: [],
  auth: ['user'],
  stock: ['product'],
  event: ['product'],
  coupon: [],
  wallet: ['user'],
  order: ['product', 'event', 'stock', 'coupon', 'wallet', 'user'],
  shipping: ['order', 'stock', 'user'],
  payment: ['order', 'shipping', 'wallet'],
  inventory: ['product', 'stock', 'order'],
  shop: ['order', 'payment'],
  ranking: ['order', 'product'],
  search: ['product', 'event', 'stock', 'order'],
  cart: ['product', 'event', 'stock', 'order'],
  'my-page': ['user', 'order', 'cart', 'coupon', 'wallet', 'notification'],
  notification: ['event', 'order', 'product', 'payment', 'shipping'],
  outbound: ['order', 'stock', 'event', 'coupon', 'payment', 'shipping'],
  admin: [
    ...['auth', 'user', 'product', 'stock', 'event', 'coupon', 'wallet', 'order', 'payment', 'shipping'],
    ...['ranking', 'search', 'cart', 'notification', 'outbound', 'inventory'],
  ],
};

const arrows = Object.entries(MAY_KNOW).map(([module, known]) => ({
  name: `arrows-of-${module}`,
  comment: `${module} may know ${known.length === 0 ? 'no other module' : `only ${known.join(', ')}`}`,
  severity: 'error',
  from: { path: `^src/modules/${module}/` },
  to: { path: '^src/modules/', pathNot: `^src/modules/(${[module, ...known].join('|')})/` },
}));

/** The folders of the platform, from the lowest layer up: each may know those of the layers below its own. */
const PLATFORM_LAYERS = [
  ['config', 'timing'],
  ['observability'],
  ['http-client'],
  ['database'],
  ['redis'],
  ['integrity', 'locking', 'caching', 'batching', 'cli'],
  ['events'],
  ['security'],
  ['limits'],
  ['http'],
];

const layers = PLATFORM_LAYERS.flatMap((folders, layer) =>
  folders.map((folder) => {
    const known = PLATFORM_LAYERS.slice(0, layer).flat();
    return {
      name: `layer-of-${folder}`,
      comment: `platform/${folder} may know ${known.length === 0 ? 'no other folder' : `only ${known.join(', ')}`}; the folders above it register with it`,
      severity: 'error',
      from: { path: `^src/platform/${folder}/` },
      to: {
        path: '^src/platform/',
        pathNot: `^src/platform/((${[folder, ...known].join('|')})/|(domain-error|field-rules|text)\\.ts$)`,
      },
    };
  }),
);

/** The folders of the pages, lowest first. The storefront and the console import what they share, and never each other. */
const WEB_MAY_KNOW = {
  storage: [],
  i18n: ['storage'],
  navigation: [],
  api: ['storage', 'i18n', 'navigation'],
  ui: ['i18n', 'navigation', 'api'],
  auth: ['i18n', 'api', 'ui'],
  catalogue: ['i18n', 'api', 'auth'],
  storefront: ['storage', 'i18n', 'navigation', 'api', 'ui', 'auth', 'catalogue'],
  console: ['i18n', 'navigation', 'api', 'ui', 'auth', 'catalogue'],
};

const webArrows = [
  ...Object.entries(WEB_MAY_KNOW).map(([folder, known]) => ({
    name: `arrows-of-web-${folder}`,
    severity: 'error',
    from: { path: `^web/src/${folder}/` },
    to: { path: '^web/src/', pathNot: `^web/src/(${[folder, ...known].join('|')})/` },
  })),
  {
    name: 'declared-web-folders-only',
    comment: 'a new folder of the pages declares above what it imports',
    severity: 'error',
    from: { path: '^web/src/', pathNot: `^web/src/(${Object.keys(WEB_MAY_KNOW).join('|')})/` },
    to: {},
  },
];

const DRAWERS = '(^|/)(utils?|helpers?|common|shared|base|managers?|impl|types|constants|index)(/|\\.ts$)';

module.exports = {
  forbidden: [
    ...arrows,
    ...layers,
    {
      name: 'declared-platform-folders-only',
      comment: 'a new folder of the platform is given its layer above before it is used',
      severity: 'error',
      from: { path: '^src/platform/[^/]+/', pathNot: `^src/platform/(${PLATFORM_LAYERS.flat().join('|')})/` },
      to: {},
    },
    {
      name: 'declared-modules-only',
      comment: 'a new module declares its arrows above before it draws them',
      severity: 'error',
      from: { path: '^src/modules/', pathNot: `^src/modules/(${Object.keys(MAY_KNOW).join('|')})/` },
      to: {},
    },
    {
      name: 'contract-is-the-only-entry',
      comment: 'of another module, only <module>.contract.ts can be imported',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/', pathNot: '\\.module\\.ts$' },
      to: {
        path: '^src/modules/',
        pathNot: ['^src/modules/$1/', '^src/modules/([^/]+)/[^/]+\\.contract\\.ts$'],
      },
    },
    {
      name: 'module-files-wire-module-files',
      comment:
        'what provides the client of another module is listed, so its module file is imported, by the module file',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/.*\\.module\\.ts$' },
      to: {
        path: '^src/modules/',
        pathNot: ['^src/modules/$1/', '^src/modules/([^/]+)/[^/]+\\.(contract|module)\\.ts$'],
      },
    },
    {
      name: 'contract-shows-nothing-inside',
      comment: 'a contract is read alone: of its module it imports at most another contract',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/[^/]+\\.contract\\.ts$' },
      to: { path: '^src/modules/$1/', pathNot: '\\.contract\\.ts$' },
    },
    {
      name: 'ground-knows-no-module',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/', pathNot: '^src/platform/' },
    },
    {
      name: 'modules-know-no-root',
      comment: 'the application is put together above the modules, not inside them',
      severity: 'error',
      from: { path: '^src/(modules|migrations)/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'root-knows-no-inside',
      comment:
        'the application is put together from module files, contracts, configuration sections, error codes and commands; the rules that its data keep are data',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$', pathNot: '^src/integrity-checks\\.ts$' },
      to: {
        path: '^src/modules/',
        pathNot: [
          '^src/modules/[^/]+/([^/]+\\.(contract|module|config|errors)|cli/[^/]+-commands?)\\.ts$',
          '^src/modules/[^/]+/adapters/[^/]+/[^/]+\\.config\\.ts$',
        ],
      },
    },
    {
      name: 'integrity-checks-are-data',
      severity: 'error',
      from: { path: '^src/integrity-checks\\.ts$' },
      to: { path: '^src/modules/', pathNot: '^src/modules/[^/]+/persistence/[^/]+-checks\\.ts$' },
    },
    {
      name: 'source-folders-are-declared',
      comment: 'src holds the root files, the platform, the modules and the migrations; commands live in modules/*/cli',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/(platform|modules|migrations)/' },
      to: {},
    },
    {
      name: 'domain-is-pure',
      comment: 'rules need no framework, no database, no clock and no outer folder',
      severity: 'error',
      from: { path: '^src/modules/[^/]+/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: [
          '(^|/)node_modules/(@nestjs|typeorm|mysql2|ioredis|express)',
          '/(http|persistence|use-cases)/',
          '^src/platform/',
        ],
        pathNot: [
          '^src/platform/(domain-error|field-rules|text)\\.ts$',
          '^src/platform/events/domain-event\\.ts$',
          '^src/platform/timing/zoned-time\\.ts$',
        ],
      },
    },
    {
      name: 'no-file-cycles',
      comment: 'two files that know each other, if only by their types, are one',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-folder-cycles',
      comment: 'one of two folders is above the other: the lower one declares what the upper one registers with it',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(src|client/src|web/src)(/|$)' },
      to: { circular: true },
    },
    {
      name: 'no-drawers',
      comment: 'say what it holds',
      severity: 'error',
      from: { path: '^(src|test|bench|tools|client/src|web/src)/' },
      to: { path: DRAWERS, pathNot: 'node_modules' },
    },
    {
      name: 'no-drawers-inside',
      severity: 'error',
      from: { path: `^(src|test|bench|tools|client/src|web/src)/.*${DRAWERS}` },
      to: {},
    },
    {
      name: 'production-knows-no-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|bench)/|\\.spec\\.ts$' },
    },
    {
      name: 'client-knows-the-document-only',
      comment: 'what is generated from openapi.json is all that a client knows of the server',
      severity: 'error',
      from: { path: '^client/src/' },
      to: { path: '^(src|test|bench|web)/' },
    },
    {
      name: 'pages-ask-through-the-client',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(src|test|bench)/|^client/src/', pathNot: '^client/src/hotdeal\\.ts$' },
    },
    ...webArrows,
    {
      name: 'pages-know-no-other-page',
      comment:
        'a section of the console imports itself, console/ui, and for what several sections show console/money (orders and' +
        ' payments), console/parcels (shipments and returns) and console/attention (what needs an administrator);' +
        ' what the storefront shares is in folders of its own',
      severity: 'error',
      from: { path: '^web/src/console/([^/]+)/' },
      to: { path: '^web/src/console/', pathNot: '^web/src/console/($1|ui|money|parcels|attention)/' },
    },
    {
      name: 'server-knows-no-page',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(client|web)/' },
    },
    {
      name: 'tracing-behind-its-port',
      comment:
        'platform/observability/tracing says what is traced; OpenTelemetry is loaded only where somebody wants traces',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/tracing\\.ts$' },
      to: { path: '(^|/)node_modules/@opentelemetry' },
    },
    {
      name: 'not-to-dev-dep',
      comment: 'what runs in production is a dependency, not a devDependency',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@hotdeal/source', 'types', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.d.ts'],
    },
  },
};
