// A browser at /docs/: it asks nobody but the service, breaks no rule of the page's content security policy, signs in with
// a token through Swagger UI's own dialog, and executes one operation.
import path from 'node:path';
import { chromium } from 'playwright-core';
import { signIn, startCopy } from './service.mjs';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'];

// A wide screen and a phone, in pixels.
const SCREENS = [[1280, 900], [390, 844]];

export async function tryDocumentation({ program, logs }) {
  const service = await startCopy({ program, database: 'sqlite', log: path.join(logs, 'browser.service.log') });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS, chromiumSandbox: false });
  try {
    const token = await signIn(service.url, service.accounts[0]);
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const abroad = [];
    const broken = [];
    context.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (['http:', 'https:', 'ws:', 'wss:'].includes(protocol) && host !== new URL(service.url).host) abroad.push(request.url());
    });
    // The page's own report of a violation, and the console's, which also tells of one before any script ran.
    await context.exposeFunction('tellViolation', (text) => broken.push(text));
    await context.addInitScript(() => {
      globalThis.addEventListener('securitypolicyviolation', (event) => globalThis.tellViolation(`${event.violatedDirective} ${event.blockedURI}`));
    });
    page.on('console', (message) => { if (/content security policy/i.test(message.text())) broken.push(message.text()); });
    page.on('pageerror', (error) => broken.push(`script error: ${error.message}`));

    const opened = await page.goto(`${service.url}/docs/`, { waitUntil: 'networkidle' });
    if (opened.status() !== 200) throw new Error(`/docs/ answers ${opened.status()}`);
    if (!opened.headers()['content-security-policy']) throw new Error('/docs/ comes without a content security policy');
    const failure = () => (broken.length || abroad.length ? `\nviolations: ${broken.join('; ')}\nrequests to others: ${abroad.join('; ')}` : '');
    try {
      await authorise(page, token);
      const status = await execute(page, '/api/v1/me');
      if (status !== '200') throw new Error(`GET /api/v1/me shows ${status} in Swagger UI`);
      for (const [width, height] of SCREENS) await readAsAuditor(context, service.url, width, height, logs);
    } catch (error) {
      await page.screenshot({ path: path.join(logs, 'browser.png'), fullPage: true });
      throw new Error(error.message + failure());
    }
    if (failure()) throw new Error(`/docs/ is not clean:${failure()}`);
  } finally {
    await browser.close();
    await service.stop();
  }
}

/** The introduction and the first groups fit a screen, groups open with their tables and pictures, and nothing is wider than the screen. */
async function readAsAuditor(context, url, width, height, logs) {
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  try {
    for (const [language, title] of [['Tiếng Việt', 'Ai được làm gì'], ['English', 'Who may do what']]) {
      await page.goto(`${url}/docs/?urls.primaryName=${encodeURIComponent(language)}#/programmes`, { waitUntil: 'networkidle' });
      const group = page.locator('.opblock-tag-section', { has: page.locator('[data-tag="programmes"]') });
      await group.locator('table').first().waitFor();
      if (!(await group.locator('h4').allInnerTexts()).includes(title)) throw new Error(`no "${title}" beside the operations in ${language}`);
      const picture = group.locator('img[src="diagrams/programmes.svg"]');
      await picture.evaluate((image) => image.decode());
      if (!(await picture.getAttribute('alt')).includes('issued')) throw new Error('the picture has no text alternative');
      // A line of a table can be marked and copied without closing its group.
      await group.locator('td').first().click();
      if (!(await group.evaluate((section) => section.classList.contains('is-open')))) throw new Error('a click into a table closes its group');
      const over = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
      if (over > 0) throw new Error(`the page is ${over} pixels wider than a screen of ${width}`);
    }
    await page.goto('about:blank');
    await page.goto(`${url}/docs/?urls.primaryName=English`, { waitUntil: 'networkidle' });
    const tables = await page.locator('.renderedMarkdown table:visible').count();
    if (tables > 0) throw new Error(`${tables} tables stand open before anybody asked`);
    await page.locator('.info a[href="#/events"]').click();
    await page.locator('.opblock-tag-section.is-open [data-tag="events"]').waitFor();
    await page.evaluate(() => globalThis.scrollTo(0, 0));
    const first = (await page.locator('.opblock-tag').first().boundingBox()).y;
    const room = width >= 1000 ? height : 2.5 * height;
    if (first > room) throw new Error(`the first group stands ${Math.round(first)} pixels down a screen of ${width} x ${height}`);
  } catch (error) {
    await page.screenshot({ path: path.join(logs, `browser-${width}.png`), fullPage: true });
    throw error;
  } finally {
    await page.close();
  }
}

async function authorise(page, token) {
  await page.locator('.auth-wrapper button.authorize').first().click();
  const scheme = page.locator('.dialog-ux .auth-container').filter({ hasText: /bearer/i }).first();
  await scheme.locator('input').first().fill(token);
  await scheme.locator('button.authorize').first().click();
  // The dialog then offers to sign out again: the token was taken.
  await scheme.getByRole('button', { name: /logout|remove authorization/i }).first().waitFor();
  await page.locator('.dialog-ux .close-modal').first().click();
}

async function execute(page, operationPath) {
  const operation = page.locator('.opblock-get').filter({ has: page.locator(`.opblock-summary-path[data-path="${operationPath}"]`) });
  if ((await operation.count()) === 0) {
    // The tags may come folded.
    const folded = page.locator('.opblock-tag[data-is-open="false"]');
    while ((await folded.count()) > 0) await folded.first().click();
  }
  await operation.locator('.opblock-summary-control').first().click();
  const trial = operation.getByRole('button', { name: 'Try it out' });
  if (await trial.isVisible().catch(() => false)) await trial.click();
  else await operation.locator('.execute').or(trial).first().waitFor().then(async () => { if (await trial.isVisible()) await trial.click(); });
  await operation.locator('.execute').click();
  const status = operation.locator('.live-responses-table .response .response-col_status').first();
  await status.waitFor();
  return (await status.innerText()).trim().split(/\s/)[0];
}
