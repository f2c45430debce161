import { z } from 'zod';
import { Refusal } from '#identity/refusal.ts';

/** A form that does not say what it must, with what is wrong at each field. */
export class FormRefusal extends Refusal {
  readonly errors: Readonly<Record<string, string>>;
  constructor(errors: Readonly<Record<string, string>>) {
    const wrong = Object.entries(errors).map(([name, message]) => `${name}: ${message}`);
    super('bad_form', wrong.join('. '));
    this.name = 'FormRefusal';
    this.errors = errors;
  }
}

/**
 * What a form says, by its schema; a field that may be there several times is an array there.
 * @throws FormRefusal (422) with what is wrong at each field
 */
export function formBy<Schema extends z.ZodObject>(schema: Schema, form: FormData): z.output<Schema> {
  const said: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    const values = form.getAll(name);
    if (field instanceof z.ZodArray) said[name] = values;
    else if (values.length > 0) said[name] = values.at(-1);
  }
  const read = schema.safeParse(said);
  if (read.success) return read.data;
  const errors: Record<string, string> = {};
  for (const { path, message } of read.error.issues) errors[String(path[0] ?? '')] ??= message;
  throw new FormRefusal(errors);
}
