// Both calendars as a parser of another ecosystem reads them (Python's icalendar), held field by field against the API.
//
// The demo gets an Action Month, where it has none, and events in every state that a calendar tells apart.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './processes.mjs';
import { signIn, startCopy } from './service.mjs';

const AGENCY = 'so-tu-phap';

export async function compareCalendars({ here, program, logs }) {
  const demo = await startCopy({ program, database: 'sqlite', log: path.join(logs, 'calendar.log') });
  try {
    const people = await peopleOf(demo);
    await tellOfEvents(people);
    const folder = path.join(here, 'calendars');
    await mkdir(folder, { recursive: true });
    const keep = (name, text) => writeFile(path.join(folder, name), text);

    const feed = await fetch(`${demo.url}/public/v1/events.ics`);
    await keep('public.ics', await sound(feed));
    const from = new Date(Date.parse('2017-09-01T00:00:00Z')).toISOString();
    await keep('public.json', JSON.stringify(await all(`${demo.url}/public/v1/events?limit=200&from=${from}`, {})));

    const made = await people.officer('POST', '/calendar-addresses', { agency_id: people.agency, label: 'Kiểm tra' });
    const secret = new URL(made.address).pathname;
    await keep('agency.ics', await sound(await fetch(demo.url + secret)));
    const events = await all(`${demo.url}/api/v1/events?limit=200&agency_id=${people.agency}&starts_from=2017-09-05T00:00:00Z`, people.officer.headers);
    await keep('agency.json', JSON.stringify(events));
    const owed = [];
    for (const resource of ['assignments', 'obligations']) {
      const path = `${demo.url}/api/v1/${resource}?limit=200&agency_id=${people.agency}`;
      owed.push(...(await all(path, people.officer.headers)).map((it) => ({ resource, ...it })));
    }
    await keep('owed.json', JSON.stringify(owed));
    return await run(path.join(here, 'python/bin/python'), [path.join(here, 'read_calendars.py'), folder]);
  } finally {
    await demo.stop();
  }
}

async function sound(answer) {
  const type = answer.headers.get('content-type');
  if (!answer.ok || type !== 'text/calendar; charset=utf-8') throw new Error(`${answer.status} ${type}: ${await answer.text()}`);
  return answer.text();
}

async function all(address, headers) {
  const items = [];
  for (let next = address; next;) {
    const answer = await fetch(next, { headers });
    const page = await answer.json();
    if (!answer.ok) throw new Error(`${next}: ${answer.status} ${JSON.stringify(page)}`);
    items.push(...page.items);
    next = page.next && `${address}&cursor=${page.next}`;
  }
  return items;
}

async function peopleOf(demo) {
  const as = async (login) => {
    const account = demo.accounts.find((it) => it.login === login);
    if (!account) throw new Error(`the demo has no account ${login}`);
    const headers = { authorization: `Bearer ${await signIn(demo.url, account)}` };
    const send = async (method, resource, body) => {
      const more = { 'content-type': 'application/json' };
      if (resource.endsWith('/transitions') || method === 'PATCH') {
        const object = `${demo.url}/api/v1${resource.replace(/\/transitions$/, '')}`;
        more['if-match'] = (await fetch(object, { headers })).headers.get('etag');
      }
      const answer = await fetch(`${demo.url}/api/v1${resource}`, { method, headers: { ...headers, ...more }, body: body && JSON.stringify(body) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${login} ${method} ${resource}: ${answer.status} ${text}`);
      return JSON.parse(text);
    };
    return Object.assign(send, { headers });
  };
  const [officer, lead, standing] = await Promise.all([as(`officer.${AGENCY}`), as(`lead.${AGENCY}`), as('standing.officer')]);
  const standingLead = await as('standing.lead');
  const agency = (await officer('GET', '/me')).agency.id;
  return { officer, lead, standing, standingLead, agency };
}

const TITLES = [
  ['confirmed', 'Toạ đàm; phòng, chống \\ bạo lực: "gia đình" <b>'],
  ['held', '=HYPERLINK("https://x.example";"x")'],
  ['postponed', `Triển lãm ${'ảnh đẹp '.repeat(30)}`],
  ['cancelled', 'Cuộc thi 女性 🎉 tìm hiểu pháp luật'],
  ['planned', 'Chưa chắc chắn'],
];

async function tellOfEvents({ officer, lead, standing, agency }) {
  const months = (await officer('GET', '/action-months?year=2017')).items;
  if (!months.length) {
    const { items: [committee] } = await officer('GET', '/agencies?kind=city_committee');
    await standing('POST', '/action-months', { committee_id: committee.id, year: 2017, name: 'Tháng hành động', theme: 'Chủ đề' });
  }
  for (const [state, title] of TITLES) {
    const event = await officer('POST', '/events', {
      agency_id: agency, occasion: 'action_month', form: state === 'held' ? 'talk' : 'seminar', mode: 'hybrid', title,
      public_summary: 'Dòng một, một\r\nDòng hai; hai\\n\nDòng ba', starts_at: '2017-11-24T08:00:00+07:00', ends_at: '2017-11-25T00:00:00+07:00',
      venue: { name: `Cung Văn hoá; ${state}`, ...(state === 'held' ? {} : { address: '53 Lạch Tray, Ngô Quyền' }) },
      online_url: 'https://hop.example.vn/a?b=1;2,3&c=d', themes: ['law'], audiences: ['women'],
    });
    const step = (action, more = {}) => lead('POST', `/events/${event.id}/transitions`, { action, ...more });
    if (state === 'planned') continue;
    const { version } = await step('confirm');
    await lead('POST', `/events/${event.id}/publication/transitions`, { action: 'request', event_version: version });
    await standing('POST', `/events/${event.id}/publication/transitions`, { action: 'approve' });
    if (state === 'held') await step('hold');
    if (state === 'postponed') await step('postpone', { reason: 'Bão' });
    if (state === 'cancelled') await step('cancel', { reason: 'Ghép' });
  }
}
