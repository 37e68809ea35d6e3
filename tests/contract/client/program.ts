// A client of the service as a stranger would write it. Nobody runs it: it is here to be type-checked against the document,
// so that a change which breaks a client breaks this first.
import createClient from 'openapi-fetch';
import type { components, paths } from './openapi.js';

const client = createClient<paths>({ baseUrl: 'http://127.0.0.1:8080' });

/** Signs in and lets every later request carry the token. */
export async function signIn(login: string, password: string): Promise<void> {
  const { data, error } = await client.POST('/api/v1/auth/login', { body: { login, password } });
  if (error) throw new Error(`${error.code}: ${error.title}`);
  client.use({
    onRequest({ request }) {
      request.headers.set('authorization', `Bearer ${data.access_token}`);
      return request;
    },
  });
}

/** Every task of an agency that falls due before a day, page by page. */
export async function* tasksDue(agency: string, before: string): AsyncGenerator<components['schemas']['Task']> {
  let cursor: string | undefined;
  do {
    const { data, error } = await client.GET('/api/v1/tasks', {
      params: { query: { agency_id: [agency], due_before: before, limit: 50, ...(cursor ? { cursor } : {}) } },
    });
    if (error) throw new Error(error.code);
    yield* data.items;
    cursor = data.next ?? undefined;
  } while (cursor);
}

/** Issues a programme as it was read; somebody else's change in between makes the service refuse. */
export async function issue(id: string): Promise<void> {
  const { data, response } = await client.GET('/api/v1/programmes/{id}', { params: { path: { id } } });
  if (!data) throw new Error('no such programme');
  for (const { action, allowed, blocked_by } of data.actions ?? []) {
    if (action === 'issue' && !allowed) throw new Error(blocked_by.map(({ code }) => code).join(', '));
  }
  const etag = response.headers.get('etag') ?? '';
  const change = { params: { path: { id }, header: { 'If-Match': etag } } };
  await client.POST('/api/v1/programmes/{id}/transitions', {
    ...change,
    body: {
      action: 'issue',
      number: '1016/CTr-BCĐ',
      issued_on: '2017-03-06',
      place: 'Hải Phòng',
      signatory: { position: 'Trưởng ban', capacity: 'on_behalf_of' },
    },
  });
  await client.POST('/api/v1/programmes/{id}/transitions', {
    ...change,
    // @ts-expect-error: returning a programme needs a reason
    body: { action: 'return' },
  });
  await client.POST('/api/v1/programmes/{id}/transitions', {
    ...change,
    // @ts-expect-error: there is no such action
    body: { action: 'publish' },
  });
  await client.POST('/api/v1/programmes/{id}/transitions', {
    // @ts-expect-error: a change says which version it was made from
    params: { path: { id } },
    body: { action: 'submit' },
  });
}
