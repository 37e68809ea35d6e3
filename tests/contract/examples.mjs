// Every example of the document is sent to a demo, in the order of src/openapi/examples.json, and does what it says.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { signIn, startService } from './service.mjs';

// What only a machine of its own can fill in.
const SECRETS = {
  password: ({ account }) => ({ login: account.login, password: account.password }),
  refresh_token: ({ session }) => ({ refresh_token: session.refresh_token }),
  client_secret: ({ service }) => ({ grant_type: 'client_credentials', ...service }),
  own_password: ({ account, body }) => ({ ...body, current_password: account.password }),
};

export async function sendExamples({ root, document, program, logs }) {
  const examples = JSON.parse(await readFile(path.join(root, 'src/openapi/examples.json'), 'utf8'));
  const operations = operationsOf(JSON.parse(await readFile(document, 'utf8')));
  const shown = new Set(examples.map(({ operation }) => operation));
  for (const [id, { operation }] of operations) {
    if (operation.requestBody && !shown.has(id)) throw new Error(`${id} takes a body and shows no example`);
  }
  const demo = await startService({ program, database: 'sqlite', log: path.join(logs, 'examples.log') });
  try {
    const tokens = new Map();
    const made = { session: null, service: null };
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
  const address = demo.url + template.replace('{id}', example.id);
  const media = Object.keys(operation.requestBody?.content ?? {})[0];
  const described = operation.requestBody?.content[media];
  const body = example.body && (described.examples?.[example.name]?.value ?? described.example);
  if (!tokens.has(example.login)) tokens.set(example.login, await signIn(demo.url, account));
  const headers = { authorization: `Bearer ${tokens.get(example.login)}` };
  if (operation.parameters.some(({ name, $ref }) => name === 'If-Match' || $ref?.endsWith('/if-match'))) {
    const object = address.replace(/\/(transitions|password)$/, '');
    headers['if-match'] = (await fetch(object, { headers })).headers.get('etag');
  }
  const real = example.needs ? SECRETS[example.needs]({ account, body, ...made }) : body;
  if (media) headers['content-type'] = media;
  const text = media?.includes('json') ? JSON.stringify(real) : real && new URLSearchParams(real).toString();
  const answer = await fetch(address, { method, headers, body: text });
  const said = await answer.text();
  const name = [example.operation, example.name].filter(Boolean).join(', ');
  if (!answer.ok || !operation.responses[answer.status]) throw new Error(`${name} as ${example.login}: ${answer.status} ${said}`);
  if (['sign_in', 'refresh_tokens'].includes(example.operation)) made.session = JSON.parse(said);
  if (example.operation === 'renew_service_account_secret') {
    const { client_id, client_secret } = JSON.parse(said);
    made.service = { client_id, client_secret };
  }
}

function operationsOf({ paths }) {
  const all = Object.entries(paths).flatMap(([template, item]) =>
    Object.entries(item).map(([method, operation]) => [operation.operationId, { method: method.toUpperCase(), template, operation }]));
  return new Map(all);
}
