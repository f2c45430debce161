import { Numeral } from '#paymega/json.ts';
import type { Sale } from './started.ts';

/** What a payer's browser is given to bring to the bank. */
export type Challenge = { action: string; method: string; params: unknown };

/** What a form sends, by which method, and where. */
export type Form = { method: string; action: string; fields: Record<string, string> };

/** The challenge of a sale. Throws where it has none. */
export function challengeOf({ auth_payload }: Sale): Challenge {
  if (Array.isArray(auth_payload) || !('action' in auth_payload)) throw new Error('no challenge');
  return auth_payload;
}

/** What a browser's form sends of params: numbers as they were written, maps and lists as PHP has them. */
export function fieldsOf(params: unknown): Record<string, string> {
  if (typeof params !== 'object' || params === null) throw new Error('params are no map');
  return Object.fromEntries(Object.entries(params).flatMap(([key, value]) => flattened(key, value)));
}

function flattened(name: string, value: unknown): [string, string][] {
  if (value instanceof Numeral) return [[name, value.written]];
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inside]) => flattened(`${name}[${key}]`, inside));
}

/** Brings a challenge to the bank, as a browser does that keeps what stands in the action's query. */
export function bring({ action, method, params }: Challenge, init: RequestInit = {}): Promise<Response> {
  const fields = fieldsOf(params);
  return send({ method, action, fields }, init);
}

/** Sends a form; no redirect is followed unless it is asked for. */
export function send({ method, action, fields }: Form, init: RequestInit = {}): Promise<Response> {
  const body = new URLSearchParams(fields);
  if (method !== 'GET') return fetch(action, { method, body, redirect: 'manual', ...init });
  const url = new URL(action);
  for (const [name, value] of body) url.searchParams.append(name, value);
  return fetch(url, { redirect: 'manual', ...init });
}

/** The form behind a button of the bank's page. Throws where it has none. */
export function formIn(html: string, button: 'confirm' | 'cancel'): Form {
  const form = new RegExp(`<form id="${button}" method="(\\w+)" action="([^"]+)">(.*?)</form>`).exec(html);
  if (!form) throw new Error(`no form ${button}`);
  const [, method = '', action = '', inputs = ''] = form;
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of inputs.matchAll(/name="([^"]+)" value="([^"]*)"/g)) {
    fields[plain(name)] = plain(value);
  }
  return { method: method.toUpperCase(), action: plain(action), fields };
}

function plain(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}
