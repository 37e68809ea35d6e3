// The benchmark: the service and its floor on the same machine, in the same run, on the same rows.
// Usage: node bench.mjs SERVICE FLOOR TUNED-FLOOR [sqlite|postgres…]; scripts/bench builds the programs first. The aims are
// shares of the floor as anybody would build it: SQLite as it comes, and the pool with its defaults. The same handlers are
// measured once more tuned as the service is: with its SQLite, and no connection asked whether it is alive before each use. So
// nobody takes the one gain for the other.
import { mkdtemp, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import os from 'node:os';
import path from 'node:path';
import { freePort, pause, start } from '../../tests/contract/processes.mjs';
import { read, signIn, startService } from '../../tests/contract/service.mjs';
import { measure } from './measure.mjs';
import { prepare } from './prepare.mjs';

const [program, floorProgram, tunedFloorProgram, ...databases] = process.argv.slice(2);
const SECONDS = Number(process.env.TIENBO_BENCH_SECONDS ?? 10);
const TASKS = Number(process.env.TIENBO_BENCH_TASKS ?? 100_000);
// What the service aims at, as a share of the floor's requests per second.
const AIMS = { sqlite: { read: 1.3, list: 1.2, create: 2.5 }, postgres: { read: 1.3, list: 1.0, create: 0.8 } };
const P99_BELOW = { read: 10, list: 10, create: 50, transition: 50, 'first page': 10, 'last page': 10 };
const MEMORY_BELOW = 128;

const folder = await mkdtemp(path.join(os.tmpdir(), 'tienbo-bench-'));
const missed = [];

for (const database of databases.length ? databases : ['sqlite', 'postgres']) await benchmark(database);
await rm(folder, { recursive: true, force: true });
console.log(missed.length ? `\nbelow the aim: ${missed.join('; ')}` : '\nevery aim is met');
process.exit(missed.length ? 1 : 0);

async function benchmark(database) {
  const service = await startService({ program, database, log: path.join(folder, `${database}.log`) });
  try {
    console.log(`\n${database}: ${TASKS.toLocaleString('en')} tasks, 32 connections, ${SECONDS} s each`);
    const began = Date.now();
    const city = await prepare({ service, folder, tasks: TASKS, seconds: SECONDS });
    console.log(`(the rows took ${((Date.now() - began) / 1000).toFixed(0)} s)\n`);
    row(['', 'requests/s', 'p50 ms', 'p99 ms', 'MB', 'peak MB', 'CPU ms/1,000', 'of the floor', 'of the tuned']);
    const base = await measureFloor('floor', floorProgram, service.storage, city);
    const tuned = await measureFloor('tuned floor', tunedFloorProgram, service.storage, city, ['tuned']);

    // A token lives 15 minutes; each measurement signs in anew.
    const inService = async (who, script, args) =>
      measure({ url: service.url, pid: service.child.pid, token: await signIn(service.url, who), script, args, seconds: SECONDS });
    const figures = {
      read: await inService(city.reader, 'read', ['/api/v1/tasks/', city.tasks]),
      list: await inService(city.reader, 'list', [city.file('lists', city.lists)]),
      'first page': await inService(city.reader, 'list', [city.file('first', [city.firstPage])]),
      'last page': await inService(city.reader, 'list', [city.file('last', [city.lastPage])]),
      create: await inService(city.author, 'create', ['/api/v1/tasks', city.programmes, city.freshNumbers()]),
      transition: await inService(city.officer, 'transition', ['/api/v1/assignments/', city.assignments]),
    };
    for (const [name, found] of Object.entries(figures)) {
      const share = base[name] ? found.perSecond / base[name].perSecond : null;
      show(`tienbo, ${name}`, found, share, tuned[name] && found.perSecond / tuned[name].perSecond);
      if (AIMS[database][name] && share < AIMS[database][name]) missed.push(`${database} ${name} ${share.toFixed(2)} of ${AIMS[database][name]}`);
      if (found.p99 > P99_BELOW[name]) missed.push(`${database} ${name} p99 ${found.p99.toFixed(1)} ms of ${P99_BELOW[name]} ms`);
      if (found.resident > MEMORY_BELOW) missed.push(`${database} ${name} memory ${found.resident.toFixed(0)} MB of ${MEMORY_BELOW} MB`);
    }
    if (figures['last page'].p50 > figures['first page'].p50 * 1.5 + 0.5) missed.push(`${database}: the last page costs more than the first`);
  } finally {
    await service.stop();
  }
}

/** What the bare handlers of a program do. */
async function measureFloor(title, program, storage, city, tuning = []) {
  const floor = await startFloor(program, storage, tuning);
  const inFloor = (script, args) => measure({ url: floor.url, pid: floor.pid, token: floor.token, script, args, seconds: SECONDS });
  const base = {
    'from memory': await inFloor('list', [city.file('memory', ['/memory'])]),
    read: await inFloor('read', ['/tasks/', city.tasks]),
    list: await inFloor('list', [city.file('floor-lists', city.lists.map((list) => list.replace('/api/v1', '')))]),
    create: await inFloor('create', ['/tasks', city.programmes, city.freshNumbers()]),
    transition: await inFloor('transition', ['/tasks/', city.floorTransitions]),
  };
  for (const [name, figures] of Object.entries(base)) show(`${title}, ${name}`, figures);
  await floor.stop();
  return base;
}

/** The bare handlers on the service's own database. */
async function startFloor(program, storage, tuning) {
  const port = await freePort();
  const child = start(program, [`127.0.0.1:${port}`, storage, ...tuning], { log: path.join(folder, 'floor.log'), listens: true });
  const token = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.ended.then((outcome) => reject(new Error(`the floor ended: ${JSON.stringify(outcome)}; see ${folder}/floor.log`)));
  });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 100 && (await read(url, token, '/memory').catch(() => ({ status: 0 }))).status !== 200; attempt++) await pause(50);
  const stop = async () => {
    child.kill('SIGTERM');
    await Promise.race([child.ended, pause(5000)]);
    child.kill('SIGKILL');
  };
  return { url, pid: child.pid, token, stop };
}

function show(name, { perSecond, p50, p99, resident, peak, cpu }, share, ofTuned) {
  const times = (ratio) => (ratio == null ? '' : `${ratio.toFixed(2)}×`);
  row([name, Math.round(perSecond).toLocaleString('en'), p50.toFixed(1), p99.toFixed(1), resident.toFixed(0), peak.toFixed(0), cpu.toFixed(0),
    times(share), times(ofTuned)]);
}

function row([name, ...cells]) {
  console.log(name.padEnd(22) + cells.map((cell) => cell.padStart(13)).join(''));
}
