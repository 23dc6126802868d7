import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { source as axe } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Set by `npm test`. Without Chromium these tests are skipped. */
const PROGRAM = process.env['CHROMIUM_PROGRAM'] ?? '';

/** Keeps Chromium from contacting Google by itself. */
const ARGUMENTS = [
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
const STEP_TIMEOUT_MS = 15_000;
const MAX_PRESSES = 60;
const SCREENSHOTS = join(__dirname, '..', '..', '..', 'test-results', 'screenshots');
/** Missing pictures and lost connections are expected, and no errors of the page. */
const EXPECTED = /Failed to load resource|ERR_(INTERNET_DISCONNECTED|CONNECTION)/;

export const describeInBrowser = PROGRAM === '' ? describe.skip : describe;

export interface WindowOptions {
  readonly viewport?: typeof DESKTOP;
  readonly colorScheme?: 'light' | 'dark';
  readonly timezone?: string;
  /** runs in each page before the scripts of the page */
  readonly script?: string;
}

/** One Chromium with all the windows that are open in it. */
export class BrowserSession {
  private readonly windows: Window[] = [];

  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<BrowserSession> {
    return new BrowserSession(await chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS }));
  }

  /** A window with storage and cookies of its own. */
  async window(options: WindowOptions = {}): Promise<Window> {
    const { viewport = DESKTOP, colorScheme = 'light', timezone, script = '' } = options;
    const context = await this.browser.newContext({
      viewport,
      colorScheme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      ...(timezone !== undefined && { timezoneId: timezone }),
    });
    context.setDefaultTimeout(STEP_TIMEOUT_MS);
    await context.addInitScript(script);
    const window = new Window(context, await context.newPage());
    this.windows.push(window);
    return window;
  }

  /** @throws if a page has logged an error to its console */
  async close(): Promise<void> {
    await this.browser.close();
    expect(this.windows.flatMap(({ consoleErrors }) => consoleErrors)).toEqual([]);
  }
}

export class Window {
  readonly consoleErrors: string[] = [];

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.consoleErrors.push(error.message));
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type()) || EXPECTED.test(message.text())) return;
      this.consoleErrors.push(message.text());
    });
  }

  /** Serious and critical accessibility violations. */
  async violations(): Promise<string[]> {
    await this.page.evaluate(axe);
    const violations = await this.page.evaluate(async () => {
      const { axe: checker } = globalThis as unknown as { axe: { run(): Promise<Findings> } };
      return (await checker.run()).violations;
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  /** Presses Tab until the element with this name has the focus. */
  async tabTo(name: string): Promise<void> {
    for (let presses = 0; presses < MAX_PRESSES; presses += 1) {
      await this.page.keyboard.press('Tab');
      const focused = this.page.locator(':focus');
      const names = await focused.evaluate(
        (element: { textContent: string | null; labels?: ArrayLike<{ textContent: string | null }> }) => [
          element.textContent?.trim(),
          ...Array.from(element.labels ?? [], (label) => label.textContent?.trim()),
        ],
      );
      if (names.includes(name)) return;
    }
    throw new Error(`${name} cannot be reached with the keyboard`);
  }

  async screenshot(name: string, fullPage = false): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage });
  }
}

interface Findings {
  readonly violations: readonly {
    readonly id: string;
    readonly impact?: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
