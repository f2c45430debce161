import type { z } from 'zod';
import { readJson } from '../../json.ts';
import { type Fields, isFields } from '../../resource.ts';
import { type Answer, errorAnswer, type Fault } from './answer.ts';
import { withNumerals } from './json-text.ts';
import type { Call } from './parts.ts';

/** What the body of a call must be: a resource of this type, about this id where it names one. */
export type Form<T> = { type: string; id?: string; attributes: z.ZodType<T> };

const MEDIA_TYPES = ['application/json', 'application/vnd.api+json'];

/**
 * The attributes of a call's JSON:API body, or the answer that says all that is wrong with it: 415 for
 * another media type, 400 where it is no document, 422 otherwise. Amounts arrive as the numerals that were
 * written.
 */
export function callAttributes<T>(form: Form<T>, call: Call): { attributes: T } | { refusal: Answer } {
  const mediaType = call.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!MEDIA_TYPES.includes(mediaType)) return { refusal: unsupportedMediaType() };
  try {
    // Not by readResource, which takes out what the card gateway is told: the number of the card.
    const { value } = readJson(call.body);
    const data = isFields(value) ? value.data : null;
    if (!isFields(data) || !isFields(data.attributes)) return malformed('no “data” object with “attributes”');
    const read = form.attributes.safeParse(withNumerals(data.attributes));
    const faults = [...faultsAround(form, data), ...(read.success ? [] : faultsOf(read.error))];
    return read.success && faults.length === 0
      ? { attributes: read.data }
      : { refusal: errorAnswer(422, ...faults) };
  } catch (error) {
    if (error instanceof SyntaxError) return malformed('the body is not JSON');
    throw error;
  }
}

function unsupportedMediaType(): Answer {
  const detail = `the body must be ${MEDIA_TYPES.join(' or ')}`;
  return errorAnswer(415, { code: 'unsupported_media_type', title: 'Unsupported Media Type', detail });
}

function malformed(detail: string): { refusal: Answer } {
  return { refusal: errorAnswer(400, { code: 'malformed_document', title: 'Malformed document', detail }) };
}

function faultsAround({ type, id }: Form<unknown>, data: Fields): Fault[] {
  const faults: Fault[] = [];
  if (data.type === undefined) faults.push(fault(['type'], `type is missing: it must be ${type}`));
  else if (data.type !== type) faults.push(fault(['type'], `type must be ${type}`));
  const isOther = id !== undefined && data.id !== undefined && data.id !== id;
  if (isOther) faults.push(fault(['id'], `id must be ${id}, as in the address`));
  return faults;
}

function faultsOf({ issues }: z.ZodError): Fault[] {
  return issues.flatMap((issue) => {
    const path = ['attributes', ...issue.path.map(String)];
    if (issue.code !== 'unrecognized_keys') return [fault(path, issue.message)];
    return issue.keys.map((key) => fault([...path, key], `${key} is not known`));
  });
}

function fault(path: readonly string[], detail: string): Fault {
  // RFC 6901: the two signs that mean something in a pointer.
  const steps = path.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'));
  const pointer = ['', 'data', ...steps].join('/');
  return { code: 'validation_error', title: 'Validation error', detail, pointer };
}
