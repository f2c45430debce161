import type { z } from 'zod';
import { readJson } from '../../json.ts';
import { isFields } from '../../resource.ts';
import { type Answer, errorAnswer, type Fault } from './answer.ts';
import { withNumerals } from './json-text.ts';

/**
 * The attributes of a call's JSON:API body, or the answer that says what is wrong with them. Amounts arrive as the
 * numerals that were written.
 */
export function callAttributes<T>(
  schema: z.ZodType<T>,
  body: string,
): { attributes: T } | { refusal: Answer } {
  try {
    // Not by readResource, which takes out what the card gateway is told: the number of the card.
    const { value } = readJson(body);
    const data = isFields(value) ? value.data : null;
    if (!isFields(data) || !isFields(data.attributes)) return malformed('no “data” object with “attributes”');
    const read = schema.safeParse(withNumerals(data.attributes));
    return read.success ? { attributes: read.data } : { refusal: errorAnswer(422, ...faultsOf(read.error)) };
  } catch (error) {
    if (error instanceof SyntaxError) return malformed('the body is not JSON');
    throw error;
  }
}

function malformed(detail: string): { refusal: Answer } {
  return { refusal: errorAnswer(400, { code: 'malformed_document', title: 'Malformed document', detail }) };
}

function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.map(({ path, message }) => ({
    code: 'validation_error',
    title: 'Validation error',
    detail: message,
    pointer: ['', 'data', 'attributes', ...path].join('/'),
  }));
}
