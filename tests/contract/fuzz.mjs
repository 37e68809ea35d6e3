// Schemathesis over the whole document, as one role or as whichever role an operation lets in.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { start } from './processes.mjs';
import { read, signIn, startCopy } from './service.mjs';

/** Fuzzes a fresh service. `role` null means: each operation as the first role that it admits. */
export async function fuzz({ here, document, program, database, role, examples, logs, name }) {
  const service = await startCopy({ program, database, log: path.join(logs, `${name}.service.log`) });
  try {
    const identities = await signInAll(service);
    const pinned = identities.find((identity) => identity.name === role);
    if (role && !pinned) throw new Error(`demo-accounts.json holds no ${role}`);
    const accounts = path.join(logs, `${name}.accounts.json`);
    await writeFile(accounts, JSON.stringify({ auth: identities.map(asEntry) }), { mode: 0o600 });
    const log = path.join(logs, `${name}.log`);
    const child = start(path.join(here, 'python/bin/schemathesis'), [
      '--config-file', path.join(here, 'schemathesis.toml'),
      'run', document,
      '--url', service.url,
      '--max-examples', String(examples),
      '--no-color',
      ...(role ? ['--auth-wfc-user', role] : []),
    ], {
      cwd: here,
      log,
      env: {
        ...process.env,
        PYTHONPATH: here,
        COLUMNS: '160',
        TIENBO_CONTRACT_ACCOUNTS: accounts,
        TIENBO_CONTRACT_URL: service.url,
        TIENBO_CONTRACT_KEPT: await keptIds(service, identities),
      },
    });
    const { code } = await child.ended;
    const output = await readFile(log, 'utf8');
    if (code !== 0) throw new Error(`schemathesis found something (${log}):\n${findings(output)}`);
    // A run whose account was thrown out half-way has checked little, however green it looks.
    for (const { name: holder, token } of pinned ? [pinned] : identities) {
      const { status } = await read(service.url, token, '/api/v1/me');
      if (status !== 200) throw new Error(`at the end of the run ${holder} got ${status} from /api/v1/me: its later requests checked nothing`);
    }
    return /(\d[\d,]*) generated/.exec(output)?.[0];
  } finally {
    await service.stop();
  }
}

/** The part of the fuzzer's report that says what is wrong. */
function findings(output) {
  const from = output.search(/^=+ (ERRORS|FAILURES) =+$/m);
  return (from < 0 ? output.slice(-5_000) : output.slice(from)).slice(0, 20_000);
}

// Who is asked first where an operation is fuzzed as the first role that it admits.
const ORDER = ['admin', 'chair', 'standing_lead', 'agency_lead', 'standing_officer', 'agency_officer', 'auditor', 'portal'];

/** One account per role, and a second officer, of another agency, as the neighbour who must not see the first one's things. */
async function signInAll({ url, accounts }) {
  const byRole = new Map();
  for (const account of accounts) if (!byRole.has(account.role)) byRole.set(account.role, account);
  const officer = byRole.get('agency_officer');
  const neighbour = accounts.find((account) => account.role === 'agency_officer' && account.agency_code !== officer?.agency_code)
    ?? accounts.find((account) => account.role === 'agency_lead' && account.agency_code !== officer?.agency_code);
  if (!officer || !neighbour) throw new Error('demo-accounts.json holds no two officers or leads of different agencies');
  const chosen = [...byRole.values()].sort((one, other) => ORDER.indexOf(one.role) - ORDER.indexOf(other.role)).map((account) => ({ name: account.role, account }));
  chosen.push({ name: 'neighbour', account: neighbour });
  const identities = [];
  for (const { name, account } of chosen) identities.push({ name, token: await signIn(url, account) });
  return identities;
}

const asEntry = ({ name, token }) => ({ name, fixedHeaders: [{ name: 'Authorization', value: `Bearer ${token}` }] });

/** The users that the run signs in with, and their grants. */
async function keptIds({ url }, identities) {
  const administrator = identities.find(({ name }) => name === 'admin') ?? identities[0];
  const kept = [];
  for (const { token } of identities) {
    const { body } = await read(url, token, '/api/v1/me');
    const user = body?.id ?? body?.user?.id;
    if (!user) continue;
    kept.push(user);
    const grants = await read(url, administrator.token, `/api/v1/grants?user_id=${user}`);
    for (const grant of grants.body?.items ?? []) kept.push(grant.id);
  }
  return kept.join(',');
}
