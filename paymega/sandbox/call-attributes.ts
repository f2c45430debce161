import type { z } from 'zod';
import { NoDocument, readResource } from '../resource.ts';
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
    const read = schema.safeParse(withNumerals(readResource(body).attributes));
    return read.success ? { attributes: read.data } : { refusal: errorAnswer(422, ...faultsOf(read.error)) };
  } catch (error) {
    if (!(error instanceof NoDocument)) throw error;
    const fault = { code: 'malformed_document', title: 'Malformed document', detail: error.message };
    return { refusal: errorAnswer(400, fault) };
  }
}

function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.map(({ path, message }) => ({
    code: 'validation_error',
    title: 'Validation error',
    detail: message,
    pointer: ['', 'data', 'attributes', ...path].join('/'),
  }));
}
