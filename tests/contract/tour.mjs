// The tour in the README, run as it is printed.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './processes.mjs';
import { startService } from './service.mjs';

const PRINTED_ADDRESS = 'http://127.0.0.1:8080';
const PRINTED_PROGRAM = 'cargo run --release --quiet --';

// What a reader is promised to see.
const PROMISED = [
  ['the civil time of the demo', /"is_demo": true|"demo": true/],
  ['the programme in force', /2017\t1016\/CTr-BCĐ\t/],
  ['who signed it', /"name": "Lê Khắc Nam"/],
  ['what the chair may do', /"action": "amend",\s+"allowed": true/],
  ['the first task', /^II\.1\t/m],
  ['the four cells', /"open_overdue": [1-9]/],
  ['what is to be followed up', /"state":"open","due_on":"2017-09-30"/],
  ['one answer', /"code":"4\.1","rating":"not_met","finding":null,"sensitivity":"restricted"/],
  ['a refusal in English', /"status": 403,\s+"code": "role_may_not"/],
  ['what stands in the way', /"allowed":false,"blocked_by":\[\{"code":"no_tasks"\}\]/],
  ['a file that is whole', /"state":"stored","missing_parts":\[\]/],
  ['the progress that it belongs to', /"state":"in_progress","percent":60/],
  ['the same bytes', /^-: OK$/m],
  ['what is asked to be public', /"publication":"requested","status":null,"title":null/],
  ['what the public sees', /"publication":"published","status":"held","title":"Nói chuyện chuyên đề/],
  ['the event for everybody', /"status":"held","starts_at":"2017-11-24T01:00:00/],
  ['the launch in the calendar', /^SUMMARY:Lễ phát động/m],
  ['the history', /\tissue\t/],
  ['a whole record', /whole/i],
];

export async function takeTour({ root, program, logs }) {
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  const tour = readme.split('<!-- tour -->')[1].split('<!-- /tour -->')[0];
  const blocks = [...tour.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]);
  const service = await startService({ program, database: 'sqlite', log: path.join(logs, 'tour.log') });
  try {
    const script = ['set -euo pipefail', ...blocks].join('\n').replaceAll(PRINTED_ADDRESS, service.url).replaceAll(PRINTED_PROGRAM, program);
    const output = await run('bash', ['-c', script], {
      cwd: service.folder,
      env: { ...process.env, TIENBO_DATABASE_URL: service.storage },
    });
    for (const [what, sign] of PROMISED) {
      if (!sign.test(output)) throw new Error(`the tour does not show ${what} (${sign}):\n${output}`);
    }
    const answers = output.split('\n').filter((line) => /^\{"id":.*"state":"draft"\}$/.test(line));
    if (answers.length !== 2 || answers[0] !== answers[1]) throw new Error(`a repeated request is not one effect:\n${output}`);
  } finally {
    await service.stop();
  }
}
