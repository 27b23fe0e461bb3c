import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { chromiumPath } from '../jest/chromium';

/** The page is live: what happens shows within a second, and the machine may be slow. */
const SOON_MS = 10_000;

export interface ViewerPage {
  readonly page: Page;
  /** The same page once more, in a context of its own. */
  open(options?: BrowserContextOptions): Promise<Page>;
}

/** The viewer's page in a real browser, opened anew for each test; a test whose page complained or asked elsewhere fails. `bears` is no complaint. */
export function useViewerPage(url: () => string, bears?: RegExp): ViewerPage {
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    complaints = [];
    page = await open();
  });

  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(complaints.filter((text) => !bears?.test(text))).toEqual([]);
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ timezoneId: 'Europe/Dublin', reducedMotion: 'reduce', ...options });
    const opened = await context.newPage();
    opened.setDefaultTimeout(SOON_MS);
    opened.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('request', (request) => {
      if (!request.url().startsWith(url())) complaints.push(`asked elsewhere: ${request.url()}`);
    });
    await opened.goto(url());
    await opened.getByText('Live', { exact: true }).waitFor();
    return opened;
  }

  return {
    get page() {
      return page;
    },
    open,
  };
}
