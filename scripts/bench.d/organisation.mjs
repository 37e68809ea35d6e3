// The agencies of a country that change: five hundred communes end at once, what they would leave is counted before, who took over is
// asked for afterwards, and it is taken back. Used by national.mjs, last: who is who is not as it was.
import { signIn } from '../../tests/contract/service.mjs';

// What is aimed at, in milliseconds of the median.
const AIM = { preview: 1_000, execution: 1_500, succession: 5, figures: 150 };
const ENDS = 500;
const ROUNDS = 3;

/** Measures agency changes of a country that is served; `country` asks, repeats and shows. */
export async function measureOrganisation(country, where, service) {
  const signedIn = async (login) => {
    const account = service.accounts.find((it) => it.login === login);
    return { ...account, token: await signIn(country.url, account) };
  };
  const [officer, lead, chair] = [await signedIn('standing.officer'), await signedIn('standing.lead'), await signedIn('chair')];
  const { items: [committee] } = (await country.ask(officer, 'GET', '/agencies?kind=city_committee&limit=1')).body;
  const { body: { date: today } } = await country.ask(officer, 'GET', '/time');
  const ends = await mergers(country, officer);
  const draft = { committee_id: committee.id, effective_on: today, ends };
  const step = async (who, change, action) => {
    const { etag } = await country.ask(who, 'GET', change);
    return country.ask(who, 'POST', `${change}/transitions`, { body: action, etag });
  };
  const took = { execution: [], reversal: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const { body } = await country.ask(officer, 'POST', '/agency-changes', { body: draft });
    const change = `/agency-changes/${body.id}`;
    if (round === 0) {
      await country.repeat(`what ${ENDS} agencies leave, counted`, where, AIM.preview, () => country.ask(lead, 'GET', `${change}/preview`), 5);
      await country.repeat(`what ${ENDS} agencies leave, a page of obligations`, where, AIM.preview, () => country.ask(lead, 'GET', `${change}/preview/obligations?limit=50`), 5);
      await country.repeat(`a change of ${ENDS} agencies, whether it can be approved`, where, AIM.preview, () => country.ask(chair, 'GET', change), 5);
    }
    await step(chair, change, { action: 'approve' });
    took.execution.push((await step(lead, change, { action: 'execute' })).took);
    if (round === 0) {
      const asked = (count) => ends[(count + ENDS) % ENDS].agency_id;
      await country.repeat('who took over from an agency', where, AIM.succession, (count) => country.ask(lead, 'GET', `/agencies/${asked(count)}/succession`));
      for (const figures of ['compliance', 'tasks', 'events?year=2017', 'inspections?year=2017', 'recommendations', 'difficulties']) {
        const resource = `/statistics/${figures}${figures.includes('?') ? '&' : '?'}roll_up=successor`;
        await country.repeat(`statistics by heirs, ${figures}`, where, AIM.figures, () => country.ask(lead, 'GET', resource), 30);
      }
      await country.repeat('how an agency is and was called', where, AIM.succession, (count) => country.ask(lead, 'GET', `/agencies/${asked(count)}/names`));
    }
    took.reversal.push((await step(chair, change, { action: 'revert', reason: 'Đo tốc độ' })).took);
  }
  for (const [name, label] of [['execution', `${ENDS} agencies end`], ['reversal', `${ENDS} agencies go on again`]]) {
    const sorted = took[name].toSorted((one, other) => one - other);
    const median = sorted[Math.floor(sorted.length / 2)];
    country.judge(label, where, AIM.execution, median, sorted.at(-1), median);
  }
}

/** Of province after province all communes but one end, and that one takes over. */
async function mergers(country, who) {
  const byProvince = new Map();
  for (let next = ''; next !== null; ) {
    const { body } = await country.ask(who, 'GET', `/agencies?kind=commune&limit=200${next && `&cursor=${encodeURIComponent(next)}`}`);
    for (const { id, parent_id: province } of body.items) byProvince.set(province, [...(byProvince.get(province) ?? []), id]);
    next = body.next;
  }
  const ends = [...byProvince.values()].flatMap(([heir, ...others]) =>
    others.map((id) => ({ agency_id: id, heir_id: heir, open_obligations: 'heir_files' })));
  if (ends.length < ENDS) throw new Error(`only ${ends.length} communes can end`);
  return ends.slice(0, ENDS);
}
