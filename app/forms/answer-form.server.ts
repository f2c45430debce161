import { data } from '@remix-run/node';
import type { z } from 'zod';
import { domainErrorOf } from '../http/domain-errors.server.ts';
import type { Done, FormAnswer, Wrong } from './form-answer.ts';
import { FormRefusal, formBy } from './form-by.ts';

type Rules<Schema> = {
  /** All that the form says: the one place that knows what its fields may hold. */
  schema: Schema;
  /** Fields of which nothing goes back to the browser. */
  secret: readonly string[];
  /** At which field a refusal of the domain stands, by its code; any other stands above the form. */
  at?: Readonly<Record<string, string>>;
};

/**
 * Reads a form and carries out its act. What came of it, or each error at its field with all that was typed,
 * is for the page that the form stands on; an act that leads to another page answers a redirect.
 */
export async function answerForm<Schema extends z.ZodObject>(
  form: FormData,
  { schema, secret, at = {} }: Rules<Schema>,
  act: (given: z.output<Schema>) => Promise<Done | Response>,
) {
  try {
    const done = await act(formBy(schema, form));
    return done instanceof Response ? done : data<FormAnswer>({ done, wrong: null });
  } catch (error) {
    const known = domainErrorOf(error);
    if (known === null || known.status === 503) throw error;
    const wrong = { ...wrongOf(error, known, at), typed: typedIn(form, secret) };
    return data<FormAnswer>({ done: null, wrong }, { status: known.status });
  }
}

function wrongOf(
  error: unknown,
  { code, message }: { code: string; message: string },
  at: Readonly<Record<string, string>>,
): Omit<Wrong, 'typed'> {
  if (error instanceof FormRefusal) return { message: null, errors: error.errors };
  const field = at[code];
  return field ? { message: null, errors: { [field]: message } } : { message, errors: {} };
}

/** What was typed into a form, but for what is secret: it goes back to the browser. */
export function typedIn(form: FormData, secret: readonly string[]): Wrong['typed'] {
  const names = [...new Set(form.keys())].filter((name) => !secret.includes(name));
  return Object.fromEntries(names.map((name) => [name, form.getAll(name).map(String)]));
}
