// One measurement: wrk against a server for a while, and what the server spent on it.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../tests/contract/processes.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
// Linux counts a process's time in these, whatever the machine.
const TICKS_PER_SECOND = 100;
const THREADS = 2;

/** User and system time of a process so far, in milliseconds. */
async function cpuMilliseconds(pid) {
  // The name, in brackets, may itself hold spaces and brackets.
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Resident memory of a process and its peak, in MB. */
async function memory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}

/** Sends requests of `script` to `url` for `seconds` and gives the figures. Any answer that is no success is an error. */
export async function measure({ url, pid, token, script, args, seconds, connections = 32, bounded = false }) {
  const before = await cpuMilliseconds(pid);
  const output = await run('wrk', [
    '--threads', String(THREADS), '--connections', String(connections), '--duration', `${seconds}s`, '--timeout', '10s',
    '--script', path.join(here, `${script}.lua`), '--header', `Authorization: Bearer ${token}`, url, '--', ...args.map(String),
    ...(script === 'transition' ? [String(THREADS)] : []),
  ], { env: { ...process.env, LUA_PATH: `${here}/?.lua;;` } });
  const figures = JSON.parse(output.trim().split('\n').at(-1));
  const spent = (await cpuMilliseconds(pid)) - before;
  if (!bounded && (figures.refused || figures.broken)) {
    throw new Error(`${script} at ${url}: ${figures.refused} answers were no success, ${figures.broken} requests broke\n${output}`);
  }
  const { now, peak } = await memory(pid);
  return {
    perSecond: figures.requests / (figures.duration / 1e6),
    p50: figures.p50 / 1000,
    p99: figures.p99 / 1000,
    cpu: spent / (figures.requests / 1000),
    resident: now,
    peak,
    requests: figures.requests,
  };
}
