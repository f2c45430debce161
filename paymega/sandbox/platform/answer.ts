import { jsonText } from './json-text.ts';

/** What goes back over HTTP. */
export type Answer = { status: number; body: string; headers: Readonly<Record<string, string>> };

/** A JSON:API answer. */
export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    body: jsonText(value),
    headers: { 'content-type': 'application/vnd.api+json', ...headers },
  };
}

/** One thing wrong with a call; `pointer` names the attribute that is to blame. */
export type Fault = { code: string; title: string; detail: string; pointer?: string };

/** A JSON:API answer that says what is wrong. */
export function errorAnswer(status: number, ...faults: readonly Fault[]): Answer {
  const errors = faults.map(({ code, title, detail, pointer }) => ({
    status: String(status),
    code,
    title,
    detail,
    source: pointer === undefined ? [] : { pointer },
  }));
  return jsonAnswer(status, { errors });
}

/** 404 as the platform words it. */
export function notFound(detail: string): Answer {
  return errorAnswer(404, { code: 'not_found', title: 'Not Found', detail });
}

/** 422 for one attribute of the body. */
export function invalid(attribute: string, detail: string): Answer {
  const pointer = `/data/attributes/${attribute}`;
  return errorAnswer(422, { code: 'validation_error', title: 'Validation error', detail, pointer });
}

/** An HTML page for a browser. */
export function htmlAnswer(status: number, body: string): Answer {
  return { status, body, headers: { 'content-type': 'text/html; charset=utf-8' } };
}
