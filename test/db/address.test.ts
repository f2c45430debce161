import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AddressError, readAddress } from '#db/address.ts';

let folder: string;
let root: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-address-'));
  root = path.join(folder, 'root.pem');
  await writeFile(root, 'a certificate');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const optionsOf = (url: string) => readAddress(url).options;
const sslOf = (params: string) => optionsOf(`postgres://db.example/counterfoil?${params}`).ssl;

describe('where the database is', () => {
  test.each([
    ['postgres://ada:secret@db.example:6432/counterfoil', 'db.example', 6432],
    ['postgresql://ada:secret@db.example/counterfoil', 'db.example', 5432],
    ['postgres://ada:secret@[::1]:6432/counterfoil', '::1', 6432],
    ['postgres://ada:secret@[2001:db8::7]/counterfoil', '2001:db8::7', 5432],
    ['postgres:///counterfoil?host=db.example&port=6432&user=ada&password=secret', 'db.example', 6432],
    ['postgres://ada:secret@/counterfoil', 'localhost', 5432],
  ])('%s', (url, host, port) => {
    expect(optionsOf(url)).toMatchObject({
      ...{ host: [host], port: [port], username: 'ada', password: 'secret', database: 'counterfoil' },
      ...{ ssl: false, prepare: true, connect_timeout: 10 },
    });
  });

  test.each(['postgres:///counterfoil?host=/run/postgresql', 'postgres://%2Frun%2Fpostgresql/counterfoil'])(
    'a socket of this machine: %s',
    (url) => {
      expect(optionsOf(url)).toMatchObject({
        path: '/run/postgresql/.s.PGSQL.5432',
        database: 'counterfoil',
      });
      expect(optionsOf(url).host).toBeUndefined();
    },
  );

  test('every sign of a password, by its escape', () => {
    const password = `#/?@:%"' ü`;
    expect(optionsOf(`postgres://ada:${encodeURIComponent(password)}@db/c`).password).toBe(password);
  });

  test.each([
    ['mysql://db/counterfoil', 'must be a postgres:// URL'],
    ['db.example', 'must be a postgres:// URL'],
    [
      'postgres://ada:se#cret@db/counterfoil',
      /is no URL that can be read; in its password, # .* are written %23/,
    ],
    ['postgres://ada:100%@db/counterfoil', /%25/],
    ['postgres://db:port/counterfoil', /is no URL/],
    ['postgres://db/counterfoil?port=99999', 'has a port that is none'],
    ['postgres://db/counterfoil?connect_timeout=soon', /connect_timeout/],
    ['postgres://db/counterfoil?sslmode=sometimes', /sslmode that is none of disable, allow/],
    [
      'postgres://db/counterfoil?sslmode=verify-full&sslrootcert=/nowhere.pem',
      /sslrootcert .*\/nowhere\.pem/,
    ],
    ['postgres://db/counterfoil?sslmode=require&sslnegotiation=direct', /sslnegotiation/],
  ])('%s is refused with words', (url, message) => {
    expect(() => readAddress(url)).toThrow(AddressError);
    expect(() => readAddress(url)).toThrow(message);
    expect(() => readAddress(url)).not.toThrow(/cret|100%@/);
  });
});

describe('what is encrypted', () => {
  test.each(['', 'sslmode=disable', 'ssl=false', 'ssl=0'])('nothing by “%s”', (params) => {
    expect(sslOf(params)).toBe(false);
  });

  test.each(['sslmode=allow', 'sslmode=prefer'])('what the server can, by %s', (params) => {
    expect(sslOf(params)).toBe('prefer');
  });

  test.each([
    ['sslmode=require', { rejectUnauthorized: false, checkServerIdentity: expect.any(Function) }],
    ['sslmode=no-verify', { rejectUnauthorized: false }],
    ['sslmode=verify-ca', { rejectUnauthorized: true, checkServerIdentity: expect.any(Function) }],
    ['sslmode=verify-full', { rejectUnauthorized: true }],
    ['ssl=true', { rejectUnauthorized: true }],
    ['sslrootcert=system', { rejectUnauthorized: true }],
  ])('everything, by %s', (params, ssl) => {
    expect(sslOf(params)).toMatchObject({ host: 'db.example', ...ssl });
  });

  test('the name of the server counts with verify-full and the system’s roots alone', () => {
    for (const params of ['sslmode=verify-full', 'sslrootcert=system', 'ssl=true'])
      expect(sslOf(params)).not.toHaveProperty('checkServerIdentity');
  });

  test('with a file of roots those vouch, even where require asks for no more', () => {
    for (const mode of ['require', 'verify-ca', 'verify-full'])
      expect(sslOf(`sslmode=${mode}&sslrootcert=${root}`)).toMatchObject({
        ...{ ca: 'a certificate', rejectUnauthorized: true },
      });
    expect(sslOf('sslmode=verify-full&sslrootcert=system')).not.toHaveProperty('ca');
  });

  test('with a certificate of ours', () => {
    expect(sslOf(`sslmode=require&sslcert=${root}&sslkey=${root}&sslpassword=p`)).toMatchObject({
      ...{ cert: 'a certificate', key: 'a certificate', passphrase: 'p' },
    });
  });
});

describe('parameters that are for nobody here', () => {
  test.each([
    ['channel_binding=require', /^channel_binding=require in DATABASE_URL is ignored: the driver has no/],
    ['schema=books', /^schema=books in DATABASE_URL is ignored: all tables lie in the schema public/],
    ['gssencmode=require', /^gssencmode=require in DATABASE_URL is ignored/],
    ['target_session_attrs=standby', /^target_session_attrs=standby in DATABASE_URL is ignored/],
    ['connection_limit=5', /^connection_limit in DATABASE_URL is ignored: it means nothing here$/],
    ['no_such_parameter=secret', /^no_such_parameter in DATABASE_URL is ignored: it means nothing here$/],
  ])('%s is left out, with a note', (param, note) => {
    const { session, notes } = readAddress(`postgres://db/counterfoil?${param}&sslmode=disable`);
    expect(notes).toEqual([expect.stringMatching(note)]);
    expect(Object.keys(session)).not.toContain(param.split('=')[0]);
  });

  test.each([
    'channel_binding=prefer',
    'schema=public',
    'target_session_attrs=any',
    'sslmode=require',
    'port=5432',
  ])('%s needs no note', (param) => {
    expect(readAddress(`postgres://db/counterfoil?${param}`).notes).toEqual([]);
  });

  test('options and time-outs go on to the server', () => {
    const { session, notes } = readAddress(
      'postgres://db/counterfoil?options=-c%20work_mem%3D8MB&statement_timeout=5000&application_name=books',
    );
    expect(notes).toEqual([]);
    expect(session).toMatchObject({
      ...{ options: '-c work_mem=8MB', statement_timeout: '5000', application_name: 'books' },
    });
  });

  test('behind a pooler no statement is prepared, and a session begins with what poolers know', () => {
    const { options, session } = readAddress('postgres://db/counterfoil?pgbouncer=true');
    expect(options.prepare).toBe(false);
    expect(Object.keys(session).sort()).toEqual([
      ...['DateStyle', 'TimeZone', 'standard_conforming_strings'],
    ]);
  });
});
