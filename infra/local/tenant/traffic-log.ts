import { createWriteStream } from 'node:fs';
import type { Reply } from '../kernel/faults';
import { isJson, JSON_TYPE } from './graph/odata/content';
import { jsonOf, type Answer, type Received } from '../wire/https-front';

/** Appends Graph's traffic to a file, one line of JSON for each request and its answer. Tokens are left out. */
export function openTrafficLog(file: string): { write(request: Received, reply: Reply<Answer>): void; close(): Promise<void> } {
  const stream = createWriteStream(file, { flags: 'a' });
  return {
    write({ method, url, headers, text, bytes }, reply) {
      const { authorization: _, ...told } = headers;
      const type = headers['content-type'] ?? JSON_TYPE;
      const sent = isJson(type) ? { body: jsonOf(text) } : { content: { type, bytes: bytes.length } };
      const answer = reply.kind === 'never' ? undefined : reply.answer;
      stream.write(`${JSON.stringify({ method, url, headers: told, ...sent, status: answer?.status, response: answer?.body })}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        stream.end(resolve);
      }),
  };
}
