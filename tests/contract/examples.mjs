// Every example of the document is sent to a demo, in the order of src/openapi/examples.json, and does what it says.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { signIn, startCopy } from './service.mjs';

// What only a machine of its own can fill in.
const SECRETS = {
  password: ({ account }) => ({ login: account.login, password: account.password }),
  refresh_token: ({ session }) => ({ refresh_token: session.refresh_token }),
  client_secret: ({ service }) => ({ grant_type: 'client_credentials', ...service }),
  // It stands in the path.
  calendar_secret: () => undefined,
  link_secret: ({ invitation, body }) => ({ ...body, secret: invitation.secret }),
  own_password: ({ account, body }) => ({ ...body, current_password: account.password }),
};

export async function sendExamples({ root, document, program, logs }) {
  const examples = JSON.parse(await readFile(path.join(root, 'src/openapi/examples.json'), 'utf8'));
  const { paths, components } = JSON.parse(await readFile(document, 'utf8'));
  const operations = operationsOf({ paths, components });
  const shown = new Set(examples.map(({ operation }) => operation));
  for (const [id, { operation }] of operations) {
    if (!shown.has(id)) throw new Error(`${id} shows no example`);
    const media = Object.values(operation.requestBody?.content ?? {});
    if (media.some(({ example, examples }) => example === undefined && !examples)) throw new Error(`${id} shows no body`);
    for (const action of actionsOf(components, media)) {
      if (!examples.some(({ operation, body }) => operation === id && body.action === action)) throw new Error(`${id} does not show how to ${action}`);
    }
    for (const parameter of operation.parameters.filter((one) => one.in !== 'header' && one.name !== 'cursor')) {
      if (exampleOf(parameter) === undefined) throw new Error(`${id} shows no ${parameter.name}`);
    }
  }
  const demo = await startCopy({ program, database: 'sqlite', log: path.join(logs, 'examples.log') });
  try {
    const tokens = new Map();
    const made = { session: null, service: null, calendar: null, invitation: null };
    // Service accounts get their secret on the way, so what needs it comes last.
    const later = examples.filter(({ needs }) => needs === 'client_secret');
    for (const example of [...examples.filter((one) => !later.includes(one)), ...later]) {
      await send({ demo, operations, tokens, made, example });
    }
  } finally {
    await demo.stop();
  }
  return `${examples.length} examples`;
}

async function send({ demo, operations, tokens, made, example }) {
  const known = operations.get(example.operation);
  if (!known) throw new Error(`there is no operation ${example.operation}`);
  const account = demo.accounts.find(({ login }) => login === example.login);
  if (!account) throw new Error(`the demo has no account ${example.login}`);
  const { method, template, operation } = known;
  const inPath = (name) => (example.needs === 'calendar_secret' ? made.calendar : example.path[name]);
  const address = demo.url + template.replace('{id}', example.id).replace(/\{(\w+)\}/g, (_, name) => inPath(name));
  const query = queryOf(operation, example);
  const media = Object.keys(operation.requestBody?.content ?? {})[0];
  const described = operation.requestBody?.content[media];
  const body = example.body && (described.examples?.[example.name]?.value ?? described.example);
  if (!tokens.has(example.login)) tokens.set(example.login, await signIn(demo.url, account));
  // A machine shows who it is in the body, and by nothing else beside it.
  const headers = example.needs === 'client_secret' ? {} : { authorization: `Bearer ${tokens.get(example.login)}` };
  if (operation.parameters.some(({ name }) => name === 'If-Match')) {
    const object = address.replace(/\/(transitions|password|parts\/\d+)$/, '');
    headers['if-match'] = (await fetch(object, { headers })).headers.get('etag');
  }
  const real = example.needs ? SECRETS[example.needs]({ account, body, ...made }) : body;
  if (media) headers['content-type'] = media;
  const text = written(media, real);
  const answer = await fetch(address + (query && `?${query}`), { method, headers, body: text });
  const said = await answer.text();
  const name = [example.operation, example.name].filter(Boolean).join(', ');
  // Some steps no paper of the demo is ready for: they are understood, and refused for what the example says.
  if (example.refused) {
    const code = answer.ok ? 'nothing' : JSON.parse(said).code;
    if (code !== example.refused) throw new Error(`${name} as ${example.login} is refused for ${code}: ${answer.status} ${said}`);
    return;
  }
  if (!answer.ok || !operation.responses[answer.status]) throw new Error(`${name} as ${example.login}: ${answer.status} ${said}`);
  // A list that finds nothing shows nothing. Where there is more of it, its own address leads there.
  const isJson = answer.headers.get('content-type')?.includes('json');
  const { items, next } = method === 'GET' && isJson ? JSON.parse(said) : {};
  if (items && !items.length) throw new Error(`${name} as ${example.login} finds nothing`);
  if (next) {
    const more = await fetch(`${address}?${query}&cursor=${next}`, { headers });
    if (!more.ok) throw new Error(`${name} as ${example.login}, the second page: ${more.status} ${await more.text()}`);
  }
  if (['sign_in', 'refresh_tokens'].includes(example.operation)) made.session = JSON.parse(said);
  if (example.operation === 'invite_user') made.invitation = JSON.parse(said);
  if (example.operation === 'create_calendar_address') made.calendar = new URL(JSON.parse(said).address).pathname.match(/([^/]+)\.ics$/)[1];
  if (example.operation === 'renew_service_account_secret') {
    const { client_id, client_secret } = JSON.parse(said);
    made.service = { client_id, client_secret };
  }
}

// The steps that a body can ask for.
function actionsOf({ schemas }, media) {
  const whole = (schema) => (schema?.$ref ? schemas[schema.$ref.split('/').at(-1)] : schema);
  return media.flatMap(({ schema }) => (whole(schema)?.oneOf ?? []).flatMap((step) => whole(step).properties?.action?.enum ?? []));
}

// A body as its media type has it: bytes are shown as the text that they are.
function written(media, body) {
  if (media?.includes('json')) return JSON.stringify(body);
  return typeof body === 'object' ? new URLSearchParams(body).toString() : body;
}

// The query as the document shows it; a second example of an operation has its own, and leaves out what is null in it.
function queryOf({ parameters }, example) {
  const own = example.query ?? {};
  const valueOf = (one) => (one.name in own ? own[one.name] : exampleOf(one));
  const pairs = parameters.filter((one) => one.in === 'query').map((one) => [one.name, valueOf(one)]);
  return new URLSearchParams(pairs.flatMap(([name, values]) => [values ?? []].flat().map((value) => [name, String(value)]))).toString();
}

function exampleOf(parameter) {
  return parameter.example ?? parameter.schema.example;
}

function operationsOf({ paths, components }) {
  const whole = (parameter) => (parameter.$ref ? components.parameters[parameter.$ref.split('/').at(-1)] : parameter);
  const all = Object.entries(paths).flatMap(([template, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const parameters = operation.parameters.map(whole);
      return [operation.operationId, { method: method.toUpperCase(), template, operation: { ...operation, parameters } }];
    }));
  return new Map(all);
}
