// The events of a country: pages, the public's list and calendar, statistics. Used by national.mjs.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { measure } from './measure.mjs';

// What is aimed at, in milliseconds: the 99th percentile at 32 connections, the others as the median of one request at a time.
const AIM = { crowd: 10, cold: 150, unchanged: 2, statistics: 60, page: 10 };
const SECONDS = Number(process.env.TIENBO_BENCH_SECONDS ?? 10);
const YEAR = 2017;

/** Measures the events of a country that is served; `country` asks, repeats and shows. */
export async function measureEvents(country, where, service) {
  const month = { from: `${YEAR}-11-15T00:00:00%2B07:00`, before: `${YEAR}-12-16T00:00:00%2B07:00` };
  await statistics(country, where);
  await pages(country, where);
  await feeds(country, where, month);
  await crowds(country, where, service);
}

async function statistics(country, where) {
  for (const who of [country.lead, country.auditor]) {
    const resource = `/statistics/events?year=${YEAR - 1}&occasion=action_month&occasion=launch`;
    await country.repeat(`events, statistics of a Month, ${who.role}`, where, AIM.statistics, () => country.ask(who, 'GET', resource), 50);
  }
}

/** The first page, one in the middle and the last: a page costs the same wherever it lies. */
async function pages(country, where) {
  const { total } = (await country.ask(country.lead, 'GET', '/events?limit=1&count=true')).body;
  const cursors = [''];
  for (let next = ''; next !== null; ) {
    next = (await country.ask(country.lead, 'GET', `/events?limit=200${next && `&cursor=${encodeURIComponent(next)}`}`)).body.next;
    if (next) cursors.push(next);
  }
  const places = { first: cursors[0], middle: cursors[Math.floor(cursors.length / 2)], last: cursors.at(-1) };
  for (const [place, cursor] of Object.entries(places)) {
    const resource = `/events?limit=20${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    await country.repeat(`events, ${place} of ${total}`, where, AIM.page, () => country.ask(country.lead, 'GET', resource));
  }
}

/** The public's calendar of a Month: as it is made, and as it is asked for again. */
async function feeds(country, where, { from, before }) {
  // Each window is asked for once, so nothing of it is kept.
  await country.repeat('events, the public calendar of a Month, cold', where, AIM.cold, (count) => {
    const second = String(Math.abs(count) % 60).padStart(2, '0');
    return country.open(`/public/v1/events.ics?from=${from.replace(':00%2B', `:${second}%2B`)}&before=${before}`);
  }, 40);
  const { etag } = await country.open(`/public/v1/events.ics?from=${from}&before=${before}`);
  const known = { 'if-none-match': etag };
  await country.repeat('events, the same unchanged', where, AIM.unchanged, () => country.open(`/public/v1/events.ics?from=${from}&before=${before}`, known));
}

/** What 32 connections ask for at once. */
async function crowds(country, where, service) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tienbo-crowd-'));
  try {
    const day = (number) => `${YEAR - 1}-11-${String(15 + number).padStart(2, '0')}T00:00:00%2B07:00`;
    const own = [`/api/v1/events?limit=20`, `/api/v1/events?limit=20&year=${YEAR - 1}`];
    const days = Array.from({ length: 15 }, (_, number) => `/public/v1/events?limit=20&from=${day(number)}&before=${day(number + 1)}`);
    for (const [name, paths, who] of [['one agency\'s page of 20', own, country.officer], ['one day of the public list', days, country.officer]]) {
      const list = path.join(folder, 'paths');
      await writeFile(list, `${paths.join('\n')}\n`);
      const figures = await measure({ url: country.url, pid: service.child.pid, token: who.token, script: 'list', args: [list], seconds: SECONDS });
      country.judge(`events, ${name}, 32 connections`, where, AIM.crowd, figures.p50, figures.p99, figures.p99);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
