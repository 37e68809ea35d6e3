// Child processes: each is known by its handle, and none outlives the run.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import net from 'node:net';

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

/** Starts a program; its output goes to `log`, a file, and not through this process. Who `listens` gets the standard output. */
export function start(program, args, { log, listens = false, ...options }) {
  const file = openSync(log, 'w');
  const child = spawn(program, args, { stdio: ['ignore', listens ? 'pipe' : file, file], ...options });
  closeSync(file);
  running.add(child);
  child.ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  }).finally(() => running.delete(child));
  return child;
}

/** Runs a program to its end and gives its output; refuses any other exit status than 0. */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  running.add(child);
  let output = '';
  let errors = '';
  // A letter of more bytes than one may come in two parts.
  child.stdout.setEncoding('utf8').on('data', (part) => (output += part));
  child.stderr.setEncoding('utf8').on('data', (part) => (errors += part));
  const [code, error] = await new Promise((resolve) => {
    child.once('error', (error) => resolve([null, error]));
    child.once('close', (code) => resolve([code]));
  });
  running.delete(child);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${error ?? code}\n${output}${errors}`);
  return output;
}

/** A port of the loopback interface that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
