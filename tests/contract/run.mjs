// Runs the checks of the published contract, two at a time, and closes with 'N passed, N failed'.
// Usage: node run.mjs ROOT [CHECK…]; scripts/contract prepares what this needs.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryDocumentation } from './browser.mjs';
import { compareCalendars } from './calendar.mjs';
import { sendExamples } from './examples.mjs';
import { fuzz } from './fuzz.mjs';
import { run } from './processes.mjs';
import { forgetOriginals } from './service.mjs';
import { takeTour } from './tour.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const [root, ...chosen] = process.argv.slice(2);
const program = process.env.TIENBO_PROGRAM;
const document = path.join(root, 'openapi/openapi.json');
const logs = path.join(here, 'logs');
const tool = (name) => path.join(here, 'node_modules/.bin', name);
// Neither linter may ask a server anything.
const quiet = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

// How long the fuzzer looks: fewer examples where a run repeats what another has done on the other database.
const EXAMPLES = Number(process.env.TIENBO_CONTRACT_EXAMPLES ?? 15);
const fuzzing = (name, database, role, share) => [name, () =>
  fuzz({ here, document, program, database, role, logs, name, examples: Math.max(1, Math.round(EXAMPLES * share)) })];

const CHECKS = new Map([
  ['document', compareDocument],
  ['spectral', () => run(tool('spectral'), ['lint', '--ruleset', 'spectral.yaml', '--fail-severity', 'error', '--display-only-failures', document], { cwd: here })],
  ['redocly', () => run(tool('redocly'), ['lint', '--config', 'redocly.yaml', document], { cwd: here, env: quiet })],
  ['typescript', typescriptClient],
  ['python', pythonClient],
  ['examples', () => sendExamples({ root, document, program, logs })],
  ['calendar', () => compareCalendars({ here, program, logs })],
  ['tour', () => takeTour({ root, program, logs })],
  ['browser', () => tryDocumentation({ program, logs })],
  fuzzing('fuzz-sqlite-admin', 'sqlite', 'admin', 1),
  fuzzing('fuzz-sqlite-standing_lead', 'sqlite', 'standing_lead', 1),
  fuzzing('fuzz-sqlite-agency_officer', 'sqlite', 'agency_officer', 0.5),
  fuzzing('fuzz-postgres-every_role', 'postgres', null, 0.5),
]);
// Most checks keep one core busy, and the fuzzer and its service wait for each other. What takes longest begins first.
const AT_ONCE = 2;
const isShort = (name) => !name.startsWith('fuzz');

async function compareDocument() {
  const [committed, generated] = [await readFile(document, 'utf8').catch(() => ''), await run(program, ['openapi'])];
  if (committed === generated) return;
  const [old, now] = [committed.split('\n'), generated.split('\n')];
  const line = now.findIndex((text, index) => text !== old[index]);
  throw new Error(`openapi/openapi.json is not what the code says, from line ${line + 1} on:\n- ${old[line] ?? '(nothing)'}\n+ ${now[line] ?? '(nothing)'}\nrun scripts/contract --write and review the difference`);
}

async function typescriptClient() {
  const folder = path.join(here, 'client');
  await run(tool('openapi-typescript'), [document, '--output', path.join(folder, 'openapi.d.ts')], { cwd: here, env: quiet });
  await run(tool('tsc'), ['--noEmit', '--project', path.join(folder, 'tsconfig.json')], { cwd: here });
}

async function pythonClient() {
  const folder = path.join(here, 'python-client');
  await rm(folder, { recursive: true, force: true });
  const settings = path.join(here, 'python-client.yaml');
  // Formatting the generated code is nobody's gain here.
  await writeFile(settings, 'post_hooks: []\npackage_name_override: tienbo_client\n');
  await run(path.join(here, 'python/bin/openapi-python-client'),
    ['generate', '--path', document, '--output-path', folder, '--config', settings, '--fail-on-warning'], { cwd: here });
  const python = path.join(here, 'python/bin/python');
  await run(python, ['-m', 'compileall', '-q', folder]);
  // Compiling finds a syntax error, importing a name that is not there.
  await run(python, ['-c', [
    'import importlib, pkgutil, tienbo_client',
    'for module in pkgutil.walk_packages(tienbo_client.__path__, "tienbo_client."):',
    '    importlib.import_module(module.name)',
  ].join('\n')], { cwd: folder });
}

async function perform(name) {
  const began = Date.now();
  try {
    const note = await CHECKS.get(name)();
    console.log(`ok      ${name.padEnd(28)} ${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${name.startsWith('fuzz') ? note ?? '' : ''}`);
    return true;
  } catch (error) {
    console.log(`FAILED  ${name.padEnd(28)} ${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s\n${error.message}\n`);
    return false;
  }
}

const unknown = chosen.filter((name) => !CHECKS.has(name));
if (unknown.length) {
  console.error(`no such check: ${unknown.join(', ')}; there are ${[...CHECKS.keys()].join(', ')}`);
  process.exit(2);
}
await mkdir(logs, { recursive: true });
const names = chosen.length ? chosen : [...CHECKS.keys()];
const outcomes = [];
const waiting = names.toSorted((one, other) => isShort(one) - isShort(other));
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) outcomes.push(await perform(name));
}));
await forgetOriginals();
const failed = outcomes.filter((passed) => !passed).length;
console.log(`contract: ${outcomes.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
