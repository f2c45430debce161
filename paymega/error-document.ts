import { foreignText } from './foreign-text.ts';
import { readJson } from './json.ts';
import { isFields, textOf, withoutMark } from './resource.ts';

/** One thing that Paymega says is wrong with a call; `field` is the attribute that is to blame, where it names one. */
export type ProviderError = { field: string | null; message: string };

const MOST_ERRORS = 20;

/**
 * What an answer says is wrong, by JSON:API's `errors`; nothing where it is another document (a proxy's page, say). That
 * validation errors may also come as a map from field to messages is *assumed*.
 */
export function errorsIn(text: string | null): ProviderError[] {
  const errors = documentOf(text ?? '')?.errors;
  if (Array.isArray(errors)) return errors.slice(0, MOST_ERRORS).flatMap(errorOf);
  if (!isFields(errors)) return [];
  return Object.entries(errors)
    .slice(0, MOST_ERRORS)
    .flatMap(([field, messages]) =>
      [messages].flat().flatMap((message) => {
        const text = textOf(message);
        return text === null ? [] : [{ field: foreignText(field), message: foreignText(text) }];
      }),
    );
}

/** The map that a text holds as JSON; null where it is another text (a proxy's page, say). */
export function documentOf(text: string): Record<string, unknown> | null {
  try {
    const { value } = readJson(withoutMark(text));
    return isFields(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function errorOf(error: unknown): ProviderError[] {
  if (!isFields(error)) return [];
  const message = textOf(error.detail) ?? textOf(error.title) ?? textOf(error.code);
  if (message === null) return [];
  const source = isFields(error.source) ? error.source : {};
  const pointer = textOf(source.pointer) ?? textOf(source.parameter);
  return [{ field: pointer === null ? null : fieldOf(pointer), message: foreignText(message) }];
}

// `/data/attributes/browser_info/browser_tz` blames `browser_info`.
function fieldOf(pointer: string): string {
  const path = pointer.split('/').filter((part) => !['', 'data', 'attributes'].includes(part));
  return foreignText(path[0] ?? pointer);
}
