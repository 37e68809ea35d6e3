// Whether anything reads slower than in another version: two programs, each with a national demo of its own, are asked the same in turns.
// The middle of five rounds counts, and a read may cost a tenth more.
// Usage: node beside.mjs BEFORE AFTER [sqlite|postgres…]. TIENBO_BENCH_YEARS (2) and TIENBO_BENCH_REQUESTS (200) are for those who are in a hurry.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { run } from '../../tests/contract/processes.mjs';
import { startService } from '../../tests/contract/service.mjs';
import { Country } from './country.mjs';

const [before, after, ...databases] = process.argv.slice(2);
const programs = [before, after];
const YEARS = process.env.TIENBO_BENCH_YEARS ?? '2';
const REQUESTS = Number(process.env.TIENBO_BENCH_REQUESTS ?? 200);
const ROUNDS = 5;
const MOST = 1.1;
const READS = [
  ['lead', '/obligations?limit=50'],
  ['clerk', '/obligations?limit=50'],
  ['officer', '/obligations?limit=50'],
  ['clerk', '/submissions?limit=50'],
  ['clerk', '/assignments?limit=50'],
  ['clerk', '/events?limit=20'],
  ['clerk', '/inspections?limit=50'],
  ['clerk', '/recommendations?limit=50'],
  ['clerk', '/me/work'],
  ['clerk', '/me'],
  ['clerk', '/agencies?limit=50'],
  ['lead', '/statistics/compliance'],
  ['lead', '/statistics/events?year=2017'],
  ['lead', '/statistics/inspections?year=2017'],
  ['lead', '/statistics/recommendations'],
];

const slower = [];
for (const database of databases.length ? databases : ['sqlite', 'postgres']) await compare(database);
console.log(slower.length ? `slower: ${slower.join('; ')}` : 'nothing is slower');
process.exit(slower.length ? 1 : 0);

async function compare(database) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tienbo-beside-'));
  const services = [];
  try {
    const countries = [];
    for (const [place, program] of programs.entries()) {
      let service = await startService({
        program, database, log: path.join(folder, `${place}.log`), readyWithin: 30 * 60_000,
        arguments: ['--scale', 'national', '--years', YEARS, '--public-rate-limit-per-minute', '0'],
      });
      if (database === 'postgres') await run('psql', ['--no-psqlrc', '--quiet', '--dbname', service.storage, '--command', 'VACUUM (ANALYZE)']);
      service = await service.again();
      services.push(service);
      countries.push(await Country.of(service));
    }
    console.log(`${`${database}: median ms of one request`.padEnd(50)}${'before'.padStart(10)}${'after'.padStart(10)}${'ratio'.padStart(10)}`);
    for (const [who, resource] of READS) {
      const rounds = countries.map(() => []);
      for (let round = -1; round < ROUNDS; round++) {
        for (const [place, country] of countries.entries()) {
          const took = [];
          for (let count = 0; count < REQUESTS; count++) took.push((await country.ask(country[who], 'GET', resource)).took);
          // The first round warms the caches.
          if (round >= 0) rounds[place].push(middle(took));
        }
      }
      const [earlier, later] = rounds.map(middle);
      const ratio = later / earlier;
      console.log(`${who} ${resource}`.padEnd(50) + [earlier, later, ratio].map((it) => it.toFixed(2).padStart(10)).join(''));
      if (ratio > MOST) slower.push(`${database}: ${who} ${resource} ${ratio.toFixed(2)}`);
    }
  } finally {
    for (const service of services) await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function middle(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
