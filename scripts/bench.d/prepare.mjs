// The rows of the benchmark, made through the service itself: so they are what its users would have, journal and all.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { read, signIn } from '../../tests/contract/service.mjs';
import { measure } from './measure.mjs';

const PROGRAMMES = 100;
const ASSIGNMENTS = 2_000;
const SAMPLE = 20_000;
// Each measured run of creates has so many numbers to itself: of almost 900,000 (create.lua), and every second one is used.
const NUMBERS = 200_000;
const IN_FLIGHT = 100;
// Numbers as on paper: 999 items to a section.
const SECTIONS = ['I', 'II', 'III'];

/** Fills the database and gives the files of ids and paths that the load scripts draw from. */
export async function prepare({ service, folder, tasks }) {
  const { url, accounts } = service;
  const author = accounts.find(({ role }) => role === 'standing_officer') ?? accounts.find(({ role }) => role === 'standing_lead');
  const lead = accounts.find(({ role }) => role === 'standing_lead');
  const chair = accounts.find(({ role }) => role === 'chair');
  const officer = accounts.find(({ role }) => role === 'agency_officer');
  const file = (name, lines) => {
    const target = path.join(folder, `${name}.txt`);
    writeFileSync(target, `${lines.join('\n')}\n`);
    return target;
  };
  const as = async (account) => {
    const token = await signIn(url, account);
    return async (method, resource, body, etag) => {
      const answer = await fetch(`${url}/api/v1${resource}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}), ...(etag ? { 'if-match': etag } : {}) },
        body: body && JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${resource} as ${account.login}: ${answer.status} ${text}`);
      return { ...JSON.parse(text), etag: answer.headers.get('etag') };
    };
  };
  const [asAuthor, asLead, asChair, asOfficer] = [await as(author), await as(lead), await as(chair), await as(officer)];

  // Drafts of the committee's own, next to the demonstration's programme.
  const { items: [model] } = await asAuthor('GET', '/agencies?kind=city_committee&limit=1');
  const draft = (title) => asAuthor('POST', '/programmes', { agency_id: model.id, kind: 'plan', year: 2018, title });
  const programmes = [];
  for (let count = 0; count < PROGRAMMES; count++) programmes.push((await draft(`Kế hoạch đo tốc độ số ${count + 1}`)).id);
  const programmesFile = file('programmes', programmes);
  let taken = 0;
  const freshNumbers = () => (taken += NUMBERS) - NUMBERS;
  // Rounds of one wrk run each, until the rows are there.
  for (let present = 0, round = 0; present < tasks && round < 200; round++) {
    const { requests } = await measure({
      url, pid: service.child.pid, token: await signIn(url, author), script: 'create', seconds: 8, bounded: true,
      args: ['/api/v1/tasks', programmesFile, taken, Math.ceil((tasks - present) / 2)],
    });
    present += requests;
    taken += 2 * (requests + IN_FLIGHT);
  }

  const ids = [];
  let firstPage = '/api/v1/tasks?limit=50&kind=one_off&sort=due_on';
  let lastPage = firstPage;
  for (let cursor = ''; cursor !== null && ids.length < SAMPLE; ) {
    const page = await asAuthor('GET', `/tasks?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  }
  for (let cursor = ''; cursor !== null; ) {
    const page = await asAuthor('GET', `/tasks?limit=200&kind=one_off&sort=due_on${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    if (cursor) lastPage = `${firstPage}&cursor=${encodeURIComponent(cursor)}`;
    cursor = page.next;
  }

  return {
    file,
    freshNumbers,
    reader: author,
    author,
    officer,
    programmes: programmesFile,
    tasks: file('tasks', ids),
    floorTransitions: file('floor-transitions', ids.slice(0, ASSIGNMENTS).map((id) => `${id} "1-0"`)),
    lists: programmes.map((id) => `/api/v1/tasks?programme_id=${id}&kind=one_off&limit=50`),
    firstPage,
    lastPage,
    assignments: file('assignments', await inProgress({ url, asAuthor, asLead, asChair, asOfficer, officer, draft })),
  };
}

/** An issued programme whose every task is the officer's agency's, accepted and begun: an id and an ETag a line. */
async function inProgress({ asAuthor, asLead, asChair, asOfficer, officer, draft }) {
  const programme = await draft('Kế hoạch đo tốc độ chuyển trạng thái');
  const { items: [agency] } = await asAuthor('GET', `/agencies?q=${encodeURIComponent(officer.agency_code)}&limit=1`)
    .then((page) => (page.items.length ? page : asAuthor('GET', '/agencies?limit=200').then(({ items }) => ({ items: items.filter(({ code }) => code === officer.agency_code) }))));
  const numbers = Array.from({ length: ASSIGNMENTS }, (_, index) => `${SECTIONS[Math.floor(index / 999)]}.${(index % 999) + 1}`);
  await together(numbers, (number) => asAuthor('POST', '/tasks',
    { programme_id: programme.id, number, title: `Nhiệm vụ ${number}`, kind: 'one_off', due_on: '2018-11-30', lead_agency_id: agency.id }));
  const step = async (who, action) => {
    const { etag } = await who('GET', `/programmes/${programme.id}`);
    return who('POST', `/programmes/${programme.id}/transitions`, action, etag);
  };
  await step(asAuthor, { action: 'submit' }).catch(() => step(asLead, { action: 'submit' }));
  await step(asChair, {
    action: 'issue', number: '1/KH-BCĐ', issued_on: '2017-12-01', place: 'Hải Phòng',
    signatory: { position: 'Trưởng ban' },
  });
  const begun = [];
  for (let cursor = ''; cursor !== null; ) {
    const page = await asOfficer('GET', `/assignments?programme_id=${programme.id}&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    await together(page.items, async ({ id }) => {
      const { etag } = await asOfficer('GET', `/assignments/${id}`);
      const accepted = await asOfficer('POST', `/assignments/${id}/transitions`, { action: 'accept' }, etag);
      begun.push(`${id} ${accepted.etag}`);
    });
    cursor = page.next;
  }
  return begun;
}

/** Does something with each of many, some at a time: they share commits. */
async function together(many, work) {
  const waiting = [...many];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}
