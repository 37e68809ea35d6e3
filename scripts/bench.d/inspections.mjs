// The inspections of a country: a page of answers next to a list of tasks, what a phone saves at once, what is to be followed up, a
// large plan, statistics. Used by national.mjs, last: it adds agencies and plans.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { signIn } from '../../tests/contract/service.mjs';
import { measure } from './measure.mjs';

// What is aimed at, in milliseconds of the median; a page of answers by its 99th percentile, as a multiple of that of tasks.
const AIM = { answers: 1.3, saving: 30, following: 10, approving: 2_000, statistics: 60 };
const SECONDS = Number(process.env.TIENBO_BENCH_SECONDS ?? 10);
const YEAR = 2017;
const [ITEMS, VISITS, SELF_INSPECTIONS] = [60, 100, 1_000];

/** Measures the inspections of a country that is served; `country` asks, repeats and shows. */
export async function measureInspections(country, where, service) {
  const people = await People.of(country, service);
  await statistics(country, where, people);
  await following(country, where, people);
  await saving(country, where, people);
  await besideTasks(country, where, people, service);
  await approving(country, where, people);
}

/** Those who plan inspections, with their identifiers. */
class People {
  static async of(country, service) {
    const people = new People();
    const signedIn = async (login) => {
      const account = service.accounts.find((it) => it.login === login);
      const person = { ...account, token: await signIn(country.url, account) };
      const { body: me } = await country.ask(person, 'GET', '/me');
      return { ...person, id: me.id, agency: me.agency.id };
    };
    for (const [name, login] of Object.entries({
      officer: 'standing.officer', lead: 'standing.lead', chair: 'chair', admin: 'admin', inspector: 'inspector.h01',
      head: 'lead.h01', commune: 'officer.h01.001',
    })) people[name] = await signedIn(login);
    return people;
  }
}

async function statistics(country, where, { inspector }) {
  const year = `?year=${YEAR}`;
  for (const who of [country.lead, country.auditor, { ...inspector, role: 'a province' }]) {
    for (const [name, query] of [['inspections', year], ['recommendations', ''], ['inspection-months', year]]) {
      await country.repeat(`${name}, statistics, ${who.role}`, where, AIM.statistics, () => country.ask(who, 'GET', `/statistics/${name}${query}`), 50);
    }
  }
}

/** What a province has to see to: by its own plans, and by the committee's. */
async function following(country, where, { head }) {
  const open = ['open', 'in_progress', 'implemented', 'disputed'].map((it) => `state=${it}`).join('&');
  await country.repeat('recommendations to follow up, a province', where, AIM.following, () => country.ask(head, 'GET', `/recommendations?${open}&limit=50`));
  await country.repeat('recommendations overdue, a province', where, AIM.following, () => country.ask(head, 'GET', '/recommendations?overdue=true&limit=50'));
}

/** A plan that asks for something, approved; the time that approving took, and its identifier. */
async function approved(country, { writer, submitter, head }, plan) {
  const { body } = await country.ask(writer, 'POST', '/inspection-plans', { body: plan });
  const step = async (who, action) => {
    const { etag } = await country.ask(who, 'GET', `/inspection-plans/${body.id}`);
    return country.ask(who, 'POST', `/inspection-plans/${body.id}/transitions`, { body: action, etag });
  };
  await step(submitter, { action: 'submit' });
  const { took } = await step(head, {
    action: 'approve', number: `${plan.year}/KH`, approved_on: '2017-12-01',
    signatory: { position: 'Trưởng ban' },
  });
  return { id: body.id, took };
}

const inspector = ({ id, agency }) => ({ user_id: id, agency_id: agency });

async function checklistOf(country, who) {
  const { items } = (await country.ask(who, 'GET', '/checklists?code=KT&state=published&limit=1')).body;
  return (await country.ask(who, 'GET', `/checklists/${items[0].id}`)).body;
}

/** What a phone had written where there was no network: every item of a checklist, again and again. */
async function saving(country, where, { inspector: writer, head, commune }) {
  const checklist = await checklistOf(country, writer);
  const { id: plan } = await approved(country, { writer, submitter: writer, head }, {
    agency_id: writer.agency, year: YEAR + 1, title: 'Kế hoạch đo tốc độ', checklist_id: checklist.id,
    self_inspections: { kinds: ['commune'], due_on: `${YEAR + 1}-10-31` },
  });
  const { items: [own] } = (await country.ask(commune, 'GET', `/inspections?plan_id=${plan}&kind=self&limit=1`)).body;
  let version = 0;
  const answers = () => checklist.items.slice(0, ITEMS).map(({ code }) => ({
    code, version, rating: 'partly_met', finding: `Đã làm một phần, hồ sơ chưa đủ; đơn vị hẹn bổ sung lần ${version + 1}`,
  }));
  await country.repeat(`answers, ${ITEMS} saved at once`, where, AIM.saving, async () => {
    const saved = await country.ask(commune, 'POST', `/inspections/${own.id}/answers`, { body: { items: answers() } });
    const refused = saved.body.items.find(({ status }) => status !== 200);
    if (refused) throw new Error(`an answer was refused: ${JSON.stringify(refused)}`);
    version += 1;
    return saved;
  }, 50);
}

/** A page of answers at 32 connections, between two lists of tasks. */
async function besideTasks(country, where, { officer, inspector: reader }, service) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tienbo-answers-'));
  const crowd = async (name, who, paths) => {
    const list = path.join(folder, name);
    await writeFile(list, `${paths.join('\n')}\n`);
    return measure({ url: country.url, pid: service.child.pid, token: who.token, script: 'list', args: [list], seconds: SECONDS });
  };
  try {
    const tasks = await listsOfTasks(country, officer);
    const { items } = (await country.ask(reader, 'GET', `/inspections?kind=self&state=closed&state=submitted&year=${YEAR}&limit=200`)).body;
    const answers = items.map(({ id }) => `/api/v1/inspections/${id}/answers?limit=${ITEMS}`);
    const before = await crowd('tasks', officer, tasks);
    const figures = await crowd('answers', reader, answers);
    const after = await crowd('tasks', officer, tasks);
    const aim = (AIM.answers * (before.p99 + after.p99)) / 2;
    country.judge('a list of 50 tasks, 32 connections', where, Infinity, (before.p50 + after.p50) / 2, aim / AIM.answers, 0);
    country.judge(`a page of ${ITEMS} answers, 32 connections`, where, Number(aim.toFixed(1)), figures.p50, figures.p99, figures.p99);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Programmes of fifty tasks each, and the paths of their lists. */
async function listsOfTasks(country, officer) {
  const { items: [committee] } = (await country.ask(officer, 'GET', '/agencies?kind=city_committee&limit=1')).body;
  const paths = [];
  for (let count = 1; count <= 10; count++) {
    const body = { agency_id: committee.id, kind: 'plan', year: 2018, title: `Kế hoạch đo tốc độ số ${count}` };
    const { body: programme } = await country.ask(officer, 'POST', '/programmes', { body });
    for (let number = 1; number <= 50; number++) {
      const task = { programme_id: programme.id, number: `I.${number}`, title: `Nhiệm vụ I.${number}`, kind: 'one_off', due_on: '2018-11-30' };
      await country.ask(officer, 'POST', '/tasks', { body: task });
    }
    paths.push(`/api/v1/tasks?programme_id=${programme.id}&kind=one_off&limit=50`);
  }
  return paths;
}

/** The largest plan that there can be, approved thrice. */
async function approving(country, where, { officer, lead, chair, admin }) {
  const { items: [committee] } = (await country.ask(officer, 'GET', '/agencies?kind=city_committee&limit=1')).body;
  const founded = async (code, kind, parent) => {
    const body = { code, name: `Đơn vị đo tốc độ ${code}`, kind, parent_id: parent, valid_from: '2017-01-01' };
    return (await country.ask(admin, 'POST', '/agencies', { body })).body.id;
  };
  const above = await founded('DO', 'unit', committee.id);
  for (let number = 1; number <= SELF_INSPECTIONS; number++) await founded(`DO.${String(number).padStart(4, '0')}`, 'mass_organisation', above);
  const { items: communes } = (await country.ask(officer, 'GET', `/agencies?kind=commune&limit=${VISITS}`)).body;
  const checklist = await checklistOf(country, officer);
  const took = [];
  for (const year of [YEAR + 1, YEAR + 2, YEAR + 3]) {
    const visit = ({ id }) => ({ agency_id: id, from: `${year}-05-01`, to: `${year}-06-30`, leader: inspector(officer), members: [inspector(lead)] });
    const plan = {
      agency_id: committee.id, year, title: 'Kế hoạch đo tốc độ', checklist_id: checklist.id, visits: communes.map(visit),
      self_inspections: { kinds: ['mass_organisation'], due_on: `${year}-10-31` },
    };
    took.push((await approved(country, { writer: officer, submitter: lead, head: chair }, plan)).took);
  }
  const sorted = took.toSorted((one, other) => one - other);
  country.judge(`a plan of ${VISITS} visits and ${SELF_INSPECTIONS} self-inspections`, where, AIM.approving, sorted[1], sorted[2], sorted[1]);
}
