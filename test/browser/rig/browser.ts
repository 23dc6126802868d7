import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { source as axe } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Found by `npm test`; without one, these tests are skipped, and it says so. */
const PROGRAM = process.env['CHROMIUM_PROGRAM'] ?? '';

/** What Chromium asks Google by itself has no place in a test. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };
const LONGEST_STEP_MS = 15_000;
const SCREENSHOTS = join(__dirname, '..', '..', '..', 'test-results', 'screenshots');
/** A picture that its product names, and a shop that is away, are no mistakes of the page. */
const NO_MISTAKE = /Failed to load resource|ERR_(INTERNET_DISCONNECTED|CONNECTION)/;

export const describeInBrowser = PROGRAM === '' ? describe.skip : describe;

export interface WindowOptions {
  readonly viewport?: typeof DESKTOP;
  readonly colorScheme?: 'light' | 'dark';
}

/** One Chromium, and the windows that people have open in it. */
export class People {
  private readonly windows: Window[] = [];

  private constructor(private readonly browser: Browser) {}

  static async arrive(): Promise<People> {
    return new People(await chromium.launch({ executablePath: PROGRAM, args: QUIET }));
  }

  /** Somebody's own browser: nothing in it is known to the others. */
  async window({ viewport = DESKTOP, colorScheme = 'light' }: WindowOptions = {}): Promise<Window> {
    const context = await this.browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', locale: 'en-GB' });
    context.setDefaultTimeout(LONGEST_STEP_MS);
    const window = new Window(context, await context.newPage());
    this.windows.push(window);
    return window;
  }

  /** @throws when a page has complained in its console */
  async leave(): Promise<void> {
    await this.browser.close();
    expect(this.windows.flatMap(({ complaints }) => complaints)).toEqual([]);
  }
}

export class Window {
  readonly complaints: string[] = [];

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type()) || NO_MISTAKE.test(message.text())) return;
      this.complaints.push(message.text());
    });
  }

  /** What stands in the way of somebody with a screen reader or a keyboard, and is not minor. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(axe);
    const violations = await this.page.evaluate(async () => {
      const { axe: checker } = globalThis as unknown as { axe: { run(): Promise<Findings> } };
      return (await checker.run()).violations;
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  /** Kept with the results of the tests. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }
}

interface Findings {
  readonly violations: readonly {
    readonly id: string;
    readonly impact?: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
