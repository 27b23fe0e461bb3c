import type { HttpRequest } from '@azure/functions';
import { isUtf8, mediaTypeOf } from '../host/media-type';
import type { Step } from './page';

const MOST_BYTES = 4 * 1024;
const STEPS: readonly Step[] = ['show', 'ask', 'cancel'];

export type Form =
  | { readonly kind: 'form'; readonly pasted: string; readonly step: Step }
  | { readonly kind: 'unusable'; readonly status: 400 | 413 | 415; readonly code: string };

/** What a form of the page sent; each field once. Anything else was not sent by our page. */
export async function readForm(request: HttpRequest): Promise<Form> {
  const tooLarge: Form = { kind: 'unusable', status: 413, code: 'body-too-large' };
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) return tooLarge;
  const type = mediaTypeOf(request.headers.get('content-type'));
  if (type.name !== 'application/x-www-form-urlencoded' || !isUtf8(type))
    return { kind: 'unusable', status: 415, code: 'unsupported-media-type' };
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MOST_BYTES) return tooLarge;
  const fields = new URLSearchParams(new TextDecoder().decode(bytes));
  const wanted = fields.get('step') ?? 'show';
  const step = STEPS.find((one) => one === wanted);
  const [pasted, ...others] = fields.getAll('link');
  if (pasted === undefined || others.length > 0 || !step) return { kind: 'unusable', status: 400, code: 'invalid-request' };
  return { kind: 'form', pasted, step };
}
