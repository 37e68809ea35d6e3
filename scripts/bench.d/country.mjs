// A country that is served, and people of it who have signed in, asked one request at a time. Used by national.mjs and beside.mjs.
import http from 'node:http';
import { signIn } from '../../tests/contract/service.mjs';

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/** One request on the one connection: its answer when it is there to the last byte. (`fetch` costs a millisecond of its own.) */
function send(url, method, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers: { ...headers, ...(body ? { 'content-length': Buffer.byteLength(body) } : {}) }, agent }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, etag: answer.headers.etag, text: Buffer.concat(parts).toString() }));
      answer.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The service with people who have signed in. */
export class Country {
  static async of(service) {
    const country = new this();
    const account = (role, fits = () => true) => service.accounts.find((it) => it.role === role && fits(it.agency_code));
    const isCommune = (code) => /^H\d+\.\d+$/.test(code);
    const signedIn = async (account) => ({ ...account, token: await signIn(service.url, account) });
    country.url = service.url;
    country.lead = await signedIn(account('standing_lead'));
    country.standingOfficer = await signedIn(account('standing_officer'));
    country.auditor = await signedIn(account('auditor'));
    country.officer = await signedIn(account('agency_officer', isCommune));
    // The clerk of a province writes and signs for its communes.
    const clerk = account('agency_officer', (code) => /^H\d+$/.test(code));
    country.clerk = await signedIn(clerk);
    country.province = clerk.agency_code;
    return country;
  }

  async ask(who, method, resource, { body, etag } = {}) {
    const began = performance.now();
    const answer = await send(`${this.url}/api/v1${resource}`, method, {
      authorization: `Bearer ${who.token}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(etag ? { 'if-match': etag } : {}),
    }, body && JSON.stringify(body));
    const took = performance.now() - began;
    if (answer.status >= 300) throw new Error(`${method} ${resource} as ${who.login}: ${answer.status} ${answer.text}`);
    return { took, etag: answer.etag, body: JSON.parse(answer.text) };
  }

  /** What is read without a token: 200, or 304 where it is known. */
  async open(resource, headers = {}) {
    const began = performance.now();
    const answer = await send(`${this.url}${resource}`, 'GET', headers);
    const took = performance.now() - began;
    if (answer.status !== 200 && answer.status !== 304) throw new Error(`GET ${resource}: ${answer.status} ${answer.text}`);
    return { took, etag: answer.etag };
  }
}
