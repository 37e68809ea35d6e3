// A browser at /docs/: it asks nobody but the service, breaks no rule of the page's content security policy, signs in with
// a token through Swagger UI's own dialog, and executes one operation.
import path from 'node:path';
import { chromium } from 'playwright-core';
import { signIn, startCopy } from './service.mjs';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'];

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
    for (const tag of await page.locator('.opblock-tag[data-is-open="false"]').all()) await tag.click();
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
