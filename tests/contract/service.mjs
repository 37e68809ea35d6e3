// The service under test: the demonstration in a folder of its own, on a free port, on either database.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createWriteStream, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort, pause, run, start } from './processes.mjs';

// Building the demonstration takes the debug build some seconds; two at once on two cores take longer.
const READY_WITHIN = 120_000;
const STOPPED_WITHIN = 15_000;

/**
 * Starts `tienbo demo`, with more arguments where there are any, and waits until it is ready. `database` is `sqlite` or `postgres`.
 * What it gives can be stopped, halted with its data kept, and started again on them.
 */
export async function startService({ program, database, log, arguments: more = [], readyWithin = READY_WITHIN }) {
  return serve({ program, log, arguments: more, readyWithin, house: await emptyHouse(database) });
}

// By database: the demo that was built once in this process, and stopped.
const built = new Map();

/** The same on a copy of a demo that is built once for each database: a demo is the same every time. */
export async function startCopy({ program, database, log }) {
  if (!built.has(database)) built.set(database, build(program, database, log));
  return serve({ program, log, house: await copyOf(await built.get(database)) });
}

async function build(program, database, log) {
  const service = await startService({ program, database, log });
  await service.halt();
  return service.house;
}

/** Removes what copies were made of. */
export async function forgetOriginals() {
  const originals = await Promise.allSettled(built.values());
  for (const { value } of originals) await value?.remove();
  built.clear();
}

/** A folder and a database for one demo. */
async function emptyHouse(database) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tienbo-contract-'));
  return furnished(folder, database, database === 'postgres' ? await createDatabase() : null);
}

async function copyOf({ folder: original, database, storage }) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tienbo-contract-'));
  await cp(path.join(original, 'data'), path.join(folder, 'data'), { recursive: true });
  return furnished(folder, database, database === 'postgres' ? await createDatabase(storage.name) : null);
}

function furnished(folder, database, server) {
  const storage = server ?? { url: `sqlite://${folder}/data/tienbo.db`, drop: async () => {} };
  const remove = async () => {
    await storage.drop();
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, database, storage, remove };
}

async function serve({ program, log, house, arguments: more = [], readyWithin = READY_WITHIN }) {
  const { folder, storage } = house;
  const [port, metricsPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TIENBO_')));
  const child = start(program, ['demo', '--listen', `127.0.0.1:${port}`, ...more], {
    cwd: folder,
    log,
    env: {
      ...inherited,
      TIENBO_DATABASE_URL: storage.url,
      TIENBO_METRICS_LISTEN: `127.0.0.1:${metricsPort}`,
      // The fuzzer is meant to send thousands of requests a minute; the limit has tests of its own.
      TIENBO_RATE_LIMIT_PER_MINUTE: '0',
    },
  });
  const halt = async () => {
    child.kill('SIGTERM');
    const outcome = await Promise.race([child.ended, pause(STOPPED_WITHIN).then(() => 'late')]);
    if (outcome !== 'late') return;
    child.kill('SIGKILL');
    await child.ended;
    throw new Error(`the service had not stopped ${STOPPED_WITHIN / 1000} s after SIGTERM`);
  };
  const stop = () => halt().finally(house.remove);
  const again = async () => {
    await halt();
    return serve({ program, log, house, arguments: more, readyWithin });
  };
  try {
    await untilReady(url, child, log, readyWithin);
    const accountsFile = path.join(folder, 'data', 'demo-accounts.json');
    if (!existsSync(accountsFile)) throw new Error('the service is ready but wrote no data/demo-accounts.json');
    const accounts = JSON.parse(await readFile(accountsFile, 'utf8'));
    return { url, folder, house, stop, halt, again, child, storage: storage.url, accounts };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

async function untilReady(url, child, log, within) {
  const until = Date.now() + within;
  let ended = null;
  child.ended.then((outcome) => (ended = outcome));
  while (Date.now() < until) {
    if (ended) throw new Error(`the service ended before it was ready (${JSON.stringify(ended)}):\n${await tail(log)}`);
    const ready = await fetch(`${url}/health/ready`).then((answer) => answer.ok, () => false);
    if (ready) return;
    await pause(100);
  }
  throw new Error(`the service was not ready after ${within / 1000} s:\n${await tail(log)}`);
}

async function tail(file, lines = 30) {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-lines).join('\n');
}

// A database of its own on the server, empty or as another that nobody is connected to.
async function createDatabase(template) {
  const server = process.env.TIENBO_TEST_POSTGRES_URL;
  const name = `contract_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const sql = (text) => run('psql', ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', '--dbname', server, '--command', text]);
  await sql(`CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ''}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { name, url: url.href, drop: () => sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Signs in and gives the access token. */
export async function signIn(url, { login, password, client_id, client_secret }) {
  const asMachine = () => ({
    headers: { authorization: `Basic ${btoa(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const asPerson = () => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password }) });
  const [path, request] = client_id ? ['token', asMachine()] : ['login', asPerson()];
  const answer = await fetch(`${url}/api/v1/auth/${path}`, { method: 'POST', ...request });
  if (!answer.ok) throw new Error(`${login} could not sign in: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).access_token;
}

/** A GET as the holder of `token`: status and body. */
export async function read(url, token, resource) {
  const answer = await fetch(url + resource, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: await answer.json().catch(() => null), headers: answer.headers };
}
