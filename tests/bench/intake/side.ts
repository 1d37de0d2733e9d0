// One side of the comparison: where its tickets are filed, and by as many callers at once as the others'.
import { randomUUID } from 'node:crypto';
import { type Agent, request as requestHttp } from 'node:http';

export interface Side {
  base: string;
  cookie: string;
  path: string;
  body: () => Record<string, unknown>;
}

/** What we and the bare server are asked to file. */
export const ourTicket = () => ({
  id: randomUUID(),
  kind: 'help',
  title: '路灯不亮',
  text: '小区门口的路灯坏了三天，晚上看不见路，请尽快修理。',
  channel: 'web',
  citizenName: '王先生',
});

/** Files one ticket. @throws Error when it was not taken */
export function file(agent: Agent, { base, cookie, path, body: content }: Side): Promise<void> {
  const body = JSON.stringify(content());
  return new Promise((resolve, reject) => {
    const sent = requestHttp(`${base}${path}`, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-onecall': '1',
        cookie,
      },
    });
    sent.once('error', reject);
    sent.once('response', (answer) => {
      answer.resume();
      const isTaken = answer.statusCode === 200 || answer.statusCode === 201;
      answer.once('end', () => (isTaken ? resolve() : reject(new Error(`answered ${answer.statusCode}`))));
    });
    sent.end(body);
  });
}
